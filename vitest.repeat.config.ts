import { suiteOnceMore } from './test/compat/suite-on.js';

export default suiteOnceMore();
