/// Where the names of points go so that they cover neither each other nor points.
struct LabelPlacement {
  /// An upright rectangle.
  struct Box: Hashable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    func overlap(_ other: Box) -> Double {
      let across = min(x + width, other.x + other.width) - max(x, other.x)
      let down = min(y + height, other.y + other.height) - max(y, other.y)
      return across > 0 && down > 0 ? across * down : 0
    }
  }

  /// A box for each label, in the order of the labels.
  let boxes: [Box]

  /// Places labels one after the other, each where it overlaps the least of what is there already: on the right of its
  /// point if it can be.
  ///
  /// - Complexity: O(n²) in the labels.
  init(labels: [(text: String, x: Double, y: Double)], avoiding obstacles: [Box], within frame: Box) {
    var taken = obstacles
    taken += labels.map { Box(x: $0.x - 6, y: $0.y - 6, width: 12, height: 12) }
    var boxes: [Box] = []
    for label in labels {
      let width = MarkupText.width(of: label.text, size: 12)
      let spots: [(Double, Double)] = [
        (8, -7), (-width - 8, -7), (-width / 2, -22), (-width / 2, 8), (6, -20), (6, 8), (-width - 6, -20),
        (-width - 6, 8), (-width / 2, -37), (-width / 2, 23), (6, -35), (6, 23), (-width - 6, -35), (-width - 6, 23),
      ]
      var best: (cost: Double, box: Box)?
      for (number, spot) in spots.enumerated() {
        let box = Box(x: label.x + spot.0, y: label.y + spot.1, width: width, height: 14)
        let outside = width * 14 - box.overlap(frame)
        let cost = taken.reduce(outside * 4 + Double(number)) { $0 + $1.overlap(box) * 2 }
        if cost < best?.cost ?? .infinity { best = (cost, box) }
      }
      let box = best?.box ?? Box(x: label.x + 8, y: label.y - 7, width: width, height: 14)
      boxes.append(box)
      taken.append(box)
    }
    self.boxes = boxes
  }
}
