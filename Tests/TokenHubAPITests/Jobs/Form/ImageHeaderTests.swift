import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct ImageHeaderTests {
  private static let samples: [(file: [UInt8], format: ImageFormat)] = [
    (SamplePictures.png, .png), (SamplePictures.gif, .gif), (SamplePictures.jpeg, .jpeg),
    (SamplePictures.jpegProgressive, .jpeg), (SamplePictures.webpLossy, .webp), (SamplePictures.webpLossless, .webp),
    (SamplePictures.webpExtended, .webp), (SamplePictures.heic, .heic),
  ]

  @Test(
    "H-708: files of each format are known by their first bytes, and O-706: their sizes are read", arguments: samples)
  func files(file: [UInt8], format: ImageFormat) throws {
    let header = try #require(ImageHeader(file))
    #expect(header.format == format)
    #expect(header.size == ImageHeader.Size(width: 37, height: 21))
    // A short file is still a picture, and its size unknown where it is cut off.
    for count in 0..<file.count {
      let header = ImageHeader(Array(file.prefix(count)))
      #expect(header?.format ?? format == format)
      #expect(header?.size == nil || header?.size == ImageHeader.Size(width: 37, height: 21) || format == .heic)
    }
  }

  @Test(
    "H-708: what is none of these formats is no picture",
    arguments: [
      "", "GIF90a", "<svg/>", "RIFF....WAVE", "BM....", "%PDF-1.7",
      "\u{0}\u{0}\u{0}\u{18}ftypavif\u{0}\u{0}\u{0}\u{0}mif1miaf",
      "\u{0}\u{0}\u{0}\u{18}ftypmp42\u{0}\u{0}\u{0}\u{0}isommp42",
    ])
  func others(text: String) { #expect(ImageHeader(Array(text.utf8)) == nil) }

  @Test("H-708: a generic HEIF brand counts where HEIC is among the compatible ones")
  func brands() {
    let file = Array("\u{0}\u{0}\u{0}\u{18}ftypmif1\u{0}\u{0}\u{0}\u{0}mif1heic".utf8)
    #expect(ImageHeader(file)?.format == .heic)
    #expect(ImageHeader(file)?.size == nil)
  }

  @Test("O-706: a HEIC picture of tiles has the size of the whole, and a turned one has its sides exchanged")
  func tiles() {
    func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
      let length = content.count + 8
      return [0, 0, UInt8(length >> 8), UInt8(length & 255)] + type.utf8 + content
    }
    func extents(_ width: UInt8, _ height: UInt8) -> [UInt8] {
      box("ispe", [0, 0, 0, 0, 0, 0, width, 0, 0, 0, height, 0])
    }
    func file(_ properties: [UInt8]) -> [UInt8] {
      box("ftyp", Array("heic\u{0}\u{0}\u{0}\u{0}heic".utf8)) + box("free", [1, 2])
        + box("meta", [0, 0, 0, 0] + box("hdlr", []) + box("iprp", box("ipco", properties)))
    }
    let all = extents(2, 2) + extents(16, 12) + extents(1, 1)
    #expect(ImageHeader(file(all))?.size == ImageHeader.Size(width: 4096, height: 3072))
    #expect(ImageHeader(file(all + box("irot", [2])))?.size == ImageHeader.Size(width: 4096, height: 3072))
    #expect(ImageHeader(file(all + box("irot", [3])))?.size == ImageHeader.Size(width: 3072, height: 4096))
    #expect(ImageHeader(file([]))?.size == nil)
  }

  @Test("O-706: the size of a JPEG is that of its first frame, whatever stands before it")
  func segments() {
    let start: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2]
    let tables: [UInt8] = [0xFF, 0xC4, 0, 12, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0xFF, 0xFF, 0xFF, 0xCC, 0, 2, 0xFF, 0x01]
    let frame: [UInt8] = [0xFF, 0xC9, 0, 11, 8, 0, 21, 0, 37, 1]
    #expect(ImageHeader(start + tables + frame)?.size == ImageHeader.Size(width: 37, height: 21))
    // A scan, the end, a segment that lies about its length, and bytes that are no segment end the search.
    for other: [UInt8] in [[0xFF, 0xDA, 0, 2], [0xFF, 0xD9], [0xFF, 0xE1, 0, 1], [0xFF, 0xE1, 0xFF, 0xFF], [0]] {
      #expect(ImageHeader(start + other + frame)?.size == nil)
    }
  }

  @Test("sizes of nothing are no sizes")
  func empty() {
    var png = SamplePictures.png
    png.replaceSubrange(16..<20, with: [0, 0, 0, 0])
    #expect(ImageHeader(png)?.size == nil)
    var gif = SamplePictures.gif
    gif.replaceSubrange(8..<10, with: [0, 0])
    #expect(ImageHeader(gif)?.size == nil)
  }

  @Test("H-708: no bytes trap a reader of headers")
  func fuzz() {
    _ = Fuzzing.run("image headers", seconds: 0.4) { generator in
      var dice = Dice(seed: generator.next())
      var file = Mutation.mutated(dice.pick(Self.samples).file, using: &dice.generator)
      for _ in 0..<dice.number(0...4) where !file.isEmpty {
        file[dice.number(0...file.count - 1)] = dice.pick([0, 1, 0x7F, 0x80, 0xFF])
      }
      if let size = ImageHeader(file)?.size { #expect(size.width > 0 && size.height > 0) }
    }
  }
}
