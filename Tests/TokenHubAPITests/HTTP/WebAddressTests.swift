import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct WebAddressTests {
  @Test(
    "H-709: an absolute http or https URL with a host is taken",
    arguments: [
      ("https://example.com", "https", "example.com", nil),
      ("HTTP://Example.COM:8080/a?b#c", "http", "example.com", 8080),
      ("https://example.com:/", "https", "example.com", nil), ("https://[::1]:5/", "https", "::1", 5),
      ("https://a_b-c.test/%20?x=%C3%A9", "https", "a_b-c.test", nil), ("http://127.0.0.1", "http", "127.0.0.1", nil),
    ] as [(String, String, String, Int?)])
  func valid(text: String, scheme: String, host: String, port: Int?) throws {
    let address = try #require(WebAddress(text))
    #expect((address.text, address.scheme, address.host) == (text, scheme, host))
    #expect(address.port == port)
  }

  @Test(
    "H-709: anything else is refused",
    arguments: [
      "", "example.com", "/path", "//example.com", "ftp://example.com", "javascript:alert(1)", "https:example.com",
      "https:/example.com", "https://", "https:///path", "https://?x", "https://user@example.com",
      "https://user:secret@example.com", "https://exa mple.com", "https://example.com/a b", "https://exämple.com",
      "https://example.com/\n", "https://example.com:0", "https://example.com:65536", "https://example.com:x",
      "https://example.com/%", "https://example.com/%4", "https://example.com/%zz", "https://[::1", "https://[]/",
      "https://[example]/", "https://[::1]x/", "https://a%40b/", "https://example.com/<", " https://example.com",
      "https://\\example.com",
    ])
  func invalid(text: String) { #expect(WebAddress(text) == nil) }

  @Test("H-709: 2048 characters are taken, and not one more")
  func length() {
    let start = "https://example.com/"
    let most = start + String(repeating: "a", count: 2048 - start.utf8.count)
    #expect(WebAddress(most) != nil)
    #expect(WebAddress(most + "a") == nil)
  }

  @Test(
    "H-709: addresses of this machine and of private networks are told from those of the Internet",
    arguments: [
      ("127.0.0.1", true), ("10.1.2.3", true), ("172.16.0.1", true), ("172.31.255.255", true), ("172.32.0.1", false),
      ("192.168.0.1", true), ("169.254.169.254", true), ("100.64.0.1", true), ("100.128.0.1", false), ("0.0.0.0", true),
      ("224.0.0.1", true), ("8.8.8.8", false), ("127.1", true), ("2130706433", true), ("0x7f.0.0.1", true),
      ("0177.0.0.1", true), ("256.1.1.1", true), ("localhost", true), ("a.localhost", true), ("localhost.", true),
      ("x.internal", true), ("example.com", false), ("1and1.com", false), ("[::1]", true), ("[fd00::1]", true),
      ("[fe80::1]", true), ("[::ffff:10.0.0.1]", true), ("[2606:4700::1111]", false), ("[2002:0a00::1]", true),
      ("[2001:db8::1]", true), ("...", true),
    ])
  func privacy(host: String, isPrivate: Bool) throws {
    #expect(try #require(WebAddress("https://\(host)/")).isPrivate == isPrivate)
  }
}
