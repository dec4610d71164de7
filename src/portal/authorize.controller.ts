import { Controller, Get, Header, HttpCode } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

const PAGE = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>此处暂无登录页 · No sign-in page here</title>
<h1>此处暂无登录页</h1>
<p>请从您要使用的网站进入登录页，用手机扫描该页上的二维码。</p>
<h1 lang="en">There is no sign-in page here</h1>
<p lang="en">Go to the site you want to use and scan the code on its own sign-in page with your phone.</p>
<p lang="en">For developers: this broker does not host a login page yet. Start a session with
<code>POST /v1/sessions</code> and redeem its code at the token endpoint.</p>
</html>
`;

/** An honest page where OpenID Connect expects the authorization endpoint. It takes no parameter and sends nobody on. */
@ApiExcludeController()
@Controller('authorize')
export class AuthorizeController {
  @Get()
  @HttpCode(501)
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  @Header('cache-control', 'no-store')
  page(): string {
    return PAGE;
  }
}
