/// Sizes of pictures, from where each format keeps them.
extension ByteReader {
  /// The first chunk is the header (W3C PNG, section 11.2.1).
  var sizeOfPNG: ImageHeader.Size? {
    guard has("IHDR", at: 12), let width = big(4, at: 16), let height = big(4, at: 20), width < 1 << 31,
      height < 1 << 31
    else { return nil }
    return ImageHeader.Size(width: width, height: height)
  }

  /// The logical screen (GIF89a, section 18).
  var sizeOfGIF: ImageHeader.Size? {
    guard let width = little(2, at: 6), let height = little(2, at: 8) else { return nil }
    return ImageHeader.Size(width: width, height: height)
  }

  /// The first start of a frame, found by stepping from segment to segment (ITU-T T.81, sections B.1 and B.2).
  var sizeOfJPEG: ImageHeader.Size? {
    var place = 2
    while byte(place) == 0xFF {
      // Any number of fill bytes may stand before the code.
      while byte(place + 1) == 0xFF { place += 1 }
      guard let code = byte(place + 1) else { return nil }
      switch code {
      case 0xC4, 0xC8, 0xCC: break
      case 0xC0...0xCF:
        guard let height = big(2, at: place + 5), let width = big(2, at: place + 7) else { return nil }
        return ImageHeader.Size(width: width, height: height)
      case 0x01, 0xD0...0xD8:
        place += 2
        continue
      case 0xD9, 0xDA: return nil
      default: break
      }
      guard let length = big(2, at: place + 2), length >= 2 else { return nil }
      place += 2 + length
    }
    return nil
  }

  /// Three kinds of first chunk (RFC 9649, sections 2.5 to 2.7; RFC 6386, section 9.1).
  var sizeOfWebP: ImageHeader.Size? {
    if has("VP8X", at: 12), let width = little(3, at: 24), let height = little(3, at: 27) {
      return ImageHeader.Size(width: width + 1, height: height + 1)
    }
    if has("VP8L", at: 12), byte(20) == 0x2F, let bits = little(4, at: 21) {
      return ImageHeader.Size(width: bits & 0x3FFF + 1, height: bits >> 14 & 0x3FFF + 1)
    }
    if has("VP8 ", at: 12), has([0x9D, 0x01, 0x2A], at: 23), let width = little(2, at: 26),
      let height = little(2, at: 28)
    {
      return ImageHeader.Size(width: width & 0x3FFF, height: height & 0x3FFF)
    }
    return nil
  }
}

/// HEIF files: boxes within boxes (ISO/IEC 14496-12, section 4.2; ISO/IEC 23008-12, section 6.5).
extension ByteReader {
  private static let brands: Set<String> = ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"]

  /// Whether the first box lists a brand of HEVC pictures.
  var isHEIC: Bool {
    guard has("ftyp", at: 4), let length = big(4, at: 0), length >= 16 else { return false }
    let places = [8] + Array(stride(from: 16, to: min(length, bytes.count, 512) - 3, by: 4))
    return places.contains { place in
      place + 4 <= bytes.count && ByteReader.brands.contains(String(decoding: bytes[place..<place + 4], as: UTF8.self))
    }
  }

  /// The largest of the sizes that pictures in the file have, what is to be cut off and turned counted.
  ///
  /// A picture made of tiles is larger than each of them, and a preview smaller than what it shows.
  var sizeOfHEIC: ImageHeader.Size? {
    guard let meta = boxes(in: 0..<bytes.count).first(where: { $0.type == "meta" }),
      let properties = boxes(in: meta.content.dropFirst(4)).first(where: { $0.type == "iprp" }),
      let container = boxes(in: properties.content).first(where: { $0.type == "ipco" })
    else { return nil }
    var largest: ImageHeader.Size?
    var cut: ImageHeader.Size?
    var isTurned = false
    for box in boxes(in: container.content) {
      let start = box.content.lowerBound
      switch box.type {
      case "ispe":
        // Longer sides than in any other format; the product of two of 32 bits is no `Int` any more.
        guard box.content.count >= 12, let width = big(4, at: start + 4), let height = big(4, at: start + 8),
          width < 1 << 31, height < 1 << 31, let size = ImageHeader.Size(width: width, height: height)
        else { continue }
        largest = ByteReader.larger(largest, size)
      case "clap":
        // Two fractions of 32 bits say how much of the picture is meant to be seen.
        guard box.content.count >= 16, let width = fraction(at: start), let height = fraction(at: start + 8),
          width < 1 << 31, height < 1 << 31, let size = ImageHeader.Size(width: width, height: height)
        else { continue }
        cut = ByteReader.larger(cut, size)
      // A quarter turn, or three of them.
      case "irot": isTurned = isTurned || (byte(start) ?? 0) & 1 == 1
      default: break
      }
    }
    guard let size = cut ?? largest else { return nil }
    return isTurned ? ImageHeader.Size(width: size.height, height: size.width) : size
  }

  private static func larger(_ one: ImageHeader.Size?, _ other: ImageHeader.Size) -> ImageHeader.Size {
    guard let one, one.width * one.height >= other.width * other.height else { return other }
    return one
  }

  private func fraction(at place: Int) -> Int? {
    guard let numerator = big(4, at: place), let denominator = big(4, at: place + 4), denominator > 0 else {
      return nil
    }
    return numerator / denominator
  }

  private struct Box {
    let type: String
    let content: Range<Int>
  }

  /// The boxes that stand in a range, up to the first that does not fit.
  private func boxes(in range: Range<Int>) -> [Box] {
    var boxes: [Box] = []
    var place = range.lowerBound
    // Files hold a handful; one made to hold millions is not worth the walk.
    while place + 8 <= range.upperBound, boxes.count < 4096, let short = big(4, at: place) {
      var head = 8
      var length = short
      if short == 0 {
        length = range.upperBound - place
      } else if short == 1 {
        // Seven of the eight bytes, which is more than any file has.
        guard byte(place + 8) == 0, let long = big(7, at: place + 9) else { break }
        (head, length) = (16, long)
      }
      guard length >= head, length <= range.upperBound - place else { break }
      let type = String(decoding: bytes[place + 4..<place + 8], as: UTF8.self)
      boxes.append(Box(type: type, content: place + head..<place + length))
      place += length
    }
    return boxes
  }
}

extension Range<Int> {
  fileprivate func dropFirst(_ count: Int) -> Range<Int> { Swift.min(lowerBound + count, upperBound)..<upperBound }
}
