import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct IdentifierTests {
  @Test("R-515: ids compare by bytes, not by what Unicode holds to be equal or earlier")
  func bytes() {
    let composed = ModelID("\u{E9}")
    let decomposed = ModelID("e\u{301}")
    #expect(composed.text == decomposed.text, "to Swift they are the same text")
    #expect(composed != decomposed)
    #expect(decomposed < composed)
    #expect(Set([composed, decomposed]).count == 2)
    #expect(ModelID("Z") < ModelID("a"))
    #expect(ModelID("m") < ModelID("m0"))
  }
}
