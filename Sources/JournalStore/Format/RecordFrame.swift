/// What stands before the payload of each record: 16 bytes, numbers in little-endian order.
///
/// | Bytes | What |
/// |---|---|
/// | 4 | the length of the payload |
/// | 8 | the record's number, one more than that of the record before |
/// | 4 | the CRC-32C of the 12 bytes before and the payload |
struct RecordFrame: Hashable, Sendable {
  static let size = 16

  let length: Int
  let number: UInt64
  let check: UInt32

  /// Reads a frame from its 16 bytes.
  init(_ bytes: ArraySlice<UInt8>) {
    let start = bytes.startIndex
    length = Int(RecordFrame.number(bytes[start..<start + 4]))
    number = RecordFrame.number(bytes[start + 4..<start + 12])
    check = UInt32(truncatingIfNeeded: RecordFrame.number(bytes[start + 12..<start + 16]))
  }

  /// A whole record.
  static func record(_ payload: [UInt8], number: UInt64) -> [UInt8] {
    let head = littleEndian(UInt64(payload.count), count: 4) + littleEndian(number, count: 8)
    return head + littleEndian(UInt64(check(head, payload)), count: 4) + payload
  }

  /// Whether the payload is what the frame was made for.
  func fits(_ payload: ArraySlice<UInt8>) -> Bool {
    let head = RecordFrame.littleEndian(UInt64(length), count: 4) + RecordFrame.littleEndian(number, count: 8)
    return payload.count == length && RecordFrame.check(head, payload) == check
  }

  private static func check(_ head: [UInt8], _ payload: some Sequence<UInt8>) -> UInt32 {
    var check = CRC32C()
    check.add(head)
    check.add(payload)
    return check.value
  }

  static func littleEndian(_ value: UInt64, count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }

  static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
