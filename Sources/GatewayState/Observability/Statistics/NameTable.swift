import RoutingCore

/// Small numbers in place of names that many samples share; a name that no sample has any more is forgotten.
struct NameTable: Sendable {
  /// The number of no name.
  static let none: Int32 = -1

  /// The names by number; the numbers in `free` stand for none.
  private(set) var names: [Identifier<NameTable>] = []
  private var uses: [Int] = []
  private var numbers: [Identifier<NameTable>: Int32] = [:]
  private var free: [Int32] = []

  /// The number of a name, which one more sample has.
  mutating func retain(_ text: String?) -> Int32 {
    guard let text else { return NameTable.none }
    let name = Identifier<NameTable>(text)
    if let number = numbers[name] {
      uses[Int(number)] += 1
      return number
    }
    if let number = free.popLast() {
      names[Int(number)] = name
      uses[Int(number)] = 1
      numbers[name] = number
      return number
    }
    let number = Int32(names.count)
    names.append(name)
    uses.append(1)
    numbers[name] = number
    return number
  }

  /// One sample fewer has the name of this number.
  mutating func release(_ number: Int32) {
    guard number != NameTable.none else { return }
    uses[Int(number)] -= 1
    guard uses[Int(number)] == 0 else { return }
    numbers[names[Int(number)]] = nil
    free.append(number)
  }
}
