import RoutingTestSupport
import Testing

@Suite(.offThePool) struct WellFormednessTests {
  @Test(
    "the check sees what is not well-formed",
    arguments: [
      "<a>", "<a></b>", "<a><b></a></b>", "<a x=1></a>", "<a x=\"1\" x=\"2\"/>", "<a>&nbsp;</a>", "<a>&</a>",
      "<a>\u{1}</a>", "<a x=\"<\"/>", "< a></a>", "<a", "<a x=\"1",
    ])
  func broken(text: String) {
    #expect(WellFormedness(text).problem != nil)
  }

  @Test("the check lets pass what is well-formed, and tells its parts")
  func sound() {
    let found = WellFormedness("<!DOCTYPE html>\n<a id=\"x\"><b y=\"&lt;&quot;\"/>c &amp; d<e>é</e></a>")
    #expect(found.problem == nil)
    #expect(found.identifiers == ["x"])
    #expect(found.elements == ["a", "b", "e"])
    #expect(found.attributes.map(\.name) == ["id", "y"])
  }
}
