import RoutingTestSupport
import Testing

@testable import JournalStore

@Suite(.offThePool) struct CRC32CTests {
  @Test(
    "the check is that of RFC 3720, appendix B.4, and of the usual nine digits",
    arguments: [
      ([UInt8](repeating: 0, count: 32), 0x8A91_36AA), ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
      (Array(0...31), 0x46DD_794E), (Array((0...31).reversed()), 0x113F_DB5C), (Array("123456789".utf8), 0xE306_9283),
      ([], 0),
    ] as [([UInt8], UInt32)])
  func published(bytes: [UInt8], value: UInt32) {
    var check = CRC32C()
    check.add(bytes.prefix(5))
    check.add(bytes.dropFirst(5))
    #expect(check.value == value)
  }
}
