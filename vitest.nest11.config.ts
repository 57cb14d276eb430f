import { suiteOn } from './test/package/compat/suite-on.js';

export default suiteOn('nest-11');
