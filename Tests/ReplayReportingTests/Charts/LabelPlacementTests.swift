import RoutingCore
import RoutingTestSupport
import Testing

@testable import ReplayReporting

@Suite(.offThePool) struct LabelPlacementTests {
  private let frame = LabelPlacement.Box(x: 0, y: 0, width: 400, height: 300)

  @Test("the name of a lone point is on its right, and on its left where there is no room")
  func lone() {
    let labels = [(text: "thompson", x: 50.0, y: 100.0), (text: "thompson", x: 395.0, y: 200.0)]
    let boxes = LabelPlacement(labels: labels, avoiding: [], within: frame).boxes
    #expect(boxes[0].x > 50)
    #expect(boxes[1].x + boxes[1].width < 395)
  }

  @Test("names of points that lie close together keep clear of each other and of the points")
  func crowded() {
    var dice = SeededGenerator(seed: 6)
    for _ in 0..<50 {
      let labels = (0..<5).map { _ in
        (text: "policy", x: 180 + dice.unit() * 60, y: 130 + dice.unit() * 60)
      }
      let boxes = LabelPlacement(labels: labels, avoiding: [], within: frame).boxes
      for (number, box) in boxes.enumerated() {
        #expect(box.overlap(frame) > box.width * box.height * 0.999)
        #expect(boxes[(number + 1)...].allSatisfy { $0.overlap(box) < box.width * box.height / 2 })
      }
    }
  }
}
