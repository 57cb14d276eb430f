import { fastSuite } from './test/package/compat/suite-on.js';

export default fastSuite();
