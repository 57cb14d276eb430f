import { suiteOn } from './test/compat/suite-on.js';

export default suiteOn('lowest');
