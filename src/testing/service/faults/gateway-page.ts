/** What a gateway answers when nobody is behind it: no JSON, and nothing of the service. */
export const gatewayPage = (): Response =>
  new Response(
    '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n',
    { status: 502, headers: { 'Content-Type': 'text/html', 'Cache-Control': 'no-store' } },
  );
