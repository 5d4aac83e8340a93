/// The shapes of pictures that can be asked for (H-705).
package enum ImageAspectRatio: String, CaseIterable, Hashable, Sendable {
  /// 9:16.
  case portrait9by16 = "9:16"
  /// 2:3.
  case portrait2by3 = "2:3"
  /// 3:4.
  case portrait3by4 = "3:4"
  /// 4:5.
  case portrait4by5 = "4:5"
  /// 1:1.
  case square = "1:1"
  /// 5:4.
  case landscape5by4 = "5:4"
  /// 4:3.
  case landscape4by3 = "4:3"
  /// 3:2.
  case landscape3by2 = "3:2"
  /// 16:9.
  case landscape16by9 = "16:9"

  /// The sides in whole numbers.
  package var sides: (width: Int, height: Int) {
    switch self {
    case .portrait9by16: (9, 16)
    case .portrait2by3: (2, 3)
    case .portrait3by4: (3, 4)
    case .portrait4by5: (4, 5)
    case .square: (1, 1)
    case .landscape5by4: (5, 4)
    case .landscape4by3: (4, 3)
    case .landscape3by2: (3, 2)
    case .landscape16by9: (16, 9)
    }
  }

  /// The shape nearest to that of a picture with sides of at least one pixel (O-706).
  ///
  /// Near is what has to be stretched by the smallest factor, so that 2:1 and 1:2 are as far from 1:1; of two as near,
  /// the first counts, which is the taller.
  package init(nearestTo width: Int, by height: Int) {
    let ratio = Double(max(width, 1)) / Double(max(height, 1))
    var best = (ratio: ImageAspectRatio.square, factor: Double.infinity)
    for candidate in ImageAspectRatio.allCases {
      let own = Double(candidate.sides.width) / Double(candidate.sides.height)
      let factor = max(own / ratio, ratio / own)
      if factor < best.factor { best = (candidate, factor) }
    }
    self = best.ratio
  }
}

/// How fine pictures are that can be asked for (H-706).
package enum ImageResolution: String, CaseIterable, Hashable, Sendable {
  /// 2048 pixels at the long edge.
  case twoK = "2K"
  /// 4096 pixels at the long edge.
  case fourK = "4K"

  /// The pixels of the long edge (O-707).
  package var longEdge: Int {
    switch self {
    case .twoK: 2048
    case .fourK: 4096
    }
  }
}

/// What a picture is to be like.
package struct ImageFrame: Hashable, Sendable {
  /// The shape.
  package let ratio: ImageAspectRatio
  /// How fine.
  package let resolution: ImageResolution

  /// Makes a frame.
  package init(ratio: ImageAspectRatio, resolution: ImageResolution) {
    self.ratio = ratio
    self.resolution = resolution
  }

  /// The pixels from left to right.
  package var width: Int { edge(ratio.sides.width) }
  /// The pixels from top to bottom.
  package var height: Int { edge(ratio.sides.height) }

  /// The long edge as it is, the other in proportion, rounded to a multiple of 16, halves up (O-707).
  private func edge(_ side: Int) -> Int {
    let longest = max(ratio.sides.width, ratio.sides.height)
    guard side < longest else { return resolution.longEdge }
    return (2 * resolution.longEdge * side + 16 * longest) / (32 * longest) * 16
  }
}
