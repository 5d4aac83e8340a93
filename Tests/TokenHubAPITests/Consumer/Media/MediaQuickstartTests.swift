import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// The quick validation of the seed's guide, its requests word for word.
@Suite(.offThePool) struct MediaQuickstartTests {
  private static let image = """
    {
        "model": "wanx2.1-t2i-turbo",
        "prompt": "A futuristic city skyline at sunrise",
        "size": "1024*1024"
      }
    """
  private static let video = """
    {
        "model": "wan2.6-t2v",
        "prompt": "A robot walking in the rain, cinematic shot"
      }
    """

  @Test("H-033, H-152, H-161, H-166: one key that was made without scopes passes the guide's image and video checks")
  func guide() async throws {
    let fixture = try await GatewayFixture.open(script: [
      ("image-synthesis", [.task("PENDING", id: "picture-1")]), ("video-synthesis", [.task("PENDING", id: "video-1")]),
      ("/tasks/picture-1", [.task("SUCCEEDED", id: "picture-1", #","results":[{"url":"https://i.test/1"}]"#)]),
      (
        "/tasks/video-1",
        [
          .task("PENDING", id: "video-1"), .task("RUNNING", id: "video-1"),
          .task("SUCCEEDED", id: "video-1", #","video_url":"https://v.test/1""#),
        ]
      ),
    ])
    let key = await fixture.issueKey()
    let picture = await fixture.waiting("POST", "/v1/images/generations", key: key, Self.image)
    #expect(picture.status == 200, "\(picture.text)")
    #expect(picture.json["data"]?[0]?["url"]?.string == "https://i.test/1" && picture.json["output"] != nil)
    #expect(fixture.transport.lastBody(to: "image-synthesis")["parameters"]?["size"]?.string == "1024*1024")

    let submitted = await fixture.consumer("POST", "/v1/video/generations", key: key, Self.video)
    #expect(submitted.status == 200, "\(submitted.text)")
    let id = try #require(submitted.json["task_id"]?.string)
    for state in ["PENDING", "RUNNING", "SUCCEEDED"] {
      let polled = await fixture.consumer("GET", "/v1/video/tasks/\(id)?model=wan2.6-t2v", key: key)
      #expect(polled.status == 200 && polled.json["task_status"]?.string == state)
      #expect((polled.json["video_url"]?.string == "https://v.test/1") == (state == "SUCCEEDED"))
    }
  }
}
