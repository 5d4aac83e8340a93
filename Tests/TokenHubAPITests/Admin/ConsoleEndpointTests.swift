import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct ConsoleEndpointTests {
  /// A page with one asset.
  private struct Source: AssetSource {
    let page = Array("<p>page</p>".utf8)

    func asset(_ name: String) -> Asset? {
      name == "css/app.css" ? Asset(bytes: Array("p {}".utf8), mediaType: "text/css; charset=utf-8") : nil
    }
  }

  @Test("H-801: the root leads to the page")
  func root() async throws {
    let reply = try await GatewayFixture.open().send("GET", "/")
    #expect(reply.status == 302)
    #expect(reply[header: "location"] == "/admin/")
  }

  @Test("H-802, H-037: anybody gets the page, which is asked for anew each time", arguments: ["/admin", "/admin/"])
  func page(path: String) async throws {
    let fixture = try await GatewayFixture.open()
    let reply = await fixture.send("GET", path)
    #expect(reply.status == 200)
    #expect(reply[header: "content-type"] == "text/html; charset=utf-8")
    #expect(reply[header: "cache-control"] == "no-cache, must-revalidate")
    #expect(reply.text.hasPrefix("<!doctype html>") || reply.text.hasPrefix("<!DOCTYPE html>"))
    let tag = try #require(reply[header: "etag"])
    #expect(tag.hasPrefix("\"") && !tag.hasPrefix("W/"))
    for known in [tag, "\"other\", \(tag)", "*", "W/\(tag)"] {
      let again = await fixture.send("GET", path, headers: [HTTPField("If-None-Match", known)])
      #expect(again.status == 304 && again.bytes.isEmpty, "\(known)")
    }
    #expect(await fixture.send("GET", path, headers: [HTTPField("If-None-Match", "\"other\"")]).status == 200)
  }

  @Test("H-802: assets stay for a year, and no name leads elsewhere")
  func assets() async throws {
    let fixture = try await GatewayFixture.open { _, ports in ports.assets = Source() }
    let reply = await fixture.send("GET", "/_assets/css/app.css")
    #expect(reply.status == 200 && reply.text == "p {}")
    #expect(reply[header: "cache-control"] == "public, max-age=31536000, immutable")
    for path in [
      "/_assets/other.css", "/_assets/../css/app.css", "/_assets/%2e%2e/x", "/_assets/css%2F..%2Fx", "/_assets/",
    ] {
      #expect(await fixture.send("GET", path).status == 404, "\(path)")
    }
  }

  @Test("H-802: without assets there is a word of JSON, and the administrators' API is never the page")
  func withoutAssets() async throws {
    let fixture = try await GatewayFixture.open { _, ports in ports.assets = nil }
    #expect(await fixture.send("GET", "/admin").json["tokenhub"]?.string == "admin")
    let unknown = await fixture.send("GET", "/admin/v1/nothing")
    #expect(unknown.status == 404 && unknown.json["error"]?.string == "not found")
  }
}
