import { suiteOnceMore } from './test/package/compat/suite-on.js';

export default suiteOnceMore();
