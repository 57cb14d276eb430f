// A server in a process of its own, so that its work does not count as the client's.
import { createServer } from 'node:http';

const token = JSON.stringify({ access_token: 'a1b2c3d4'.repeat(7), token_type: 'bearer', expires_in: 3600 });
const page = JSON.stringify({ data: [], has_next_page: false, has_previous_page: false });
const server = createServer((request, response) => {
  request.resume();
  response.setHeader('content-type', 'application/json');
  response.end(request.url === '/oauth/token' ? token : page);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));
process.on('disconnect', () => process.exit());
