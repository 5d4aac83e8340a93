import GatewayState
import RoutingCore

@testable import JournalStore

/// A folder whose every step can fail, and which knows what would be left after a loss of power.
final class SimulatedDisk: JournalFiles {
  /// What goes wrong, and when.
  enum Fault: Hashable, Sendable {
    /// The step with this number fails, and with it a part of what it writes is written.
    case step(Int)
    /// This step and all after it fail: the process is gone.
    case from(Int)
    /// All steps of this name fail.
    case every(String)
  }

  struct Contents: Hashable, Sendable {
    var files: [String: [UInt8]] = [:]
  }

  private struct Node: Sendable {
    var bytes: [UInt8] = []
    var kept: [UInt8] = []
  }

  private struct State: Sendable {
    var nodes: [Node] = []
    var names: [String: Int] = [:]
    var keptNames: [String: Int] = [:]
    var isLocked = false
    var stepCount = 0
    var steps: [String] = []
    var fault: Fault?
  }

  private let state: SharedValue<State>

  init(_ contents: Contents = Contents(), fault: Fault? = nil) {
    var state = State()
    state.fault = fault
    for (number, (name, bytes)) in contents.files.enumerated() {
      state.nodes.append(Node(bytes: bytes, kept: bytes))
      state.names[name] = number
    }
    state.keptNames = state.names
    self.state = SharedValue(state)
  }

  var fault: Fault? {
    get { state.withLock { $0.fault } }
    set { state.withLock { $0.fault = newValue } }
  }

  var stepCount: Int { state.withLock { $0.stepCount } }
  var steps: [String] { state.withLock { $0.steps } }

  /// What another process finds when this one was killed.
  var contents: Contents {
    state.withLock { state in Contents(files: state.names.mapValues { state.nodes[$0].bytes }) }
  }

  /// What is left when the machine loses its power, for sure, or with a part of the rest.
  func contentsWithoutPower(_ generator: inout SeededGenerator, isLucky: Bool) -> Contents {
    let state = self.state.withLock { $0 }
    var files: [String: [UInt8]] = [:]
    let names = isLucky && generator.unit() < 0.5 ? state.names : state.keptNames
    for name in names.keys.sorted() {
      guard let node = names[name].map({ state.nodes[$0] }) else { continue }
      var bytes = node.kept
      if isLucky, node.bytes.count > bytes.count {
        bytes = Array(node.bytes.prefix(bytes.count + generator.index(below: node.bytes.count - bytes.count + 1)))
        // Blocks may be there in name only.
        let hole = node.kept.count + generator.index(below: bytes.count - node.kept.count + 1)
        if generator.unit() < 0.5 { for place in hole..<bytes.count { bytes[place] = 0 } }
      }
      files[name] = bytes
    }
    return Contents(files: files)
  }

  private func step<Value: Sendable>(
    _ name: String, _ file: String, failing: (inout State) -> Void = { _ in },
    _ body: (inout State) throws(JournalFileError) -> Value
  ) throws(JournalFileError) -> Value {
    try state.withLock { (state: inout State) throws(JournalFileError) in
      state.stepCount += 1
      state.steps.append("\(name) \(file)")
      let isFailing =
        switch state.fault {
        case .step(let number): state.stepCount == number
        case .from(let number): state.stepCount >= number
        case .every(let step): step == name
        case nil: false
        }
      if isFailing {
        failing(&state)
        throw JournalFileError(step: name, file: file, reason: "simulated")
      }
      return try body(&state)
    }
  }

  func lock() throws(JournalFileError) {
    try step("lock", "") { (state) throws(JournalFileError) in
      if state.isLocked { throw JournalFileError(step: "lock", file: "", reason: "taken", isTaken: true) }
      state.isLocked = true
    }
  }

  func unlock() { state.withLock { $0.isLocked = false } }

  func names() throws(JournalFileError) -> [String] {
    try step("list", "") { $0.names.keys.sorted() }
  }

  func open(_ name: String) throws(JournalFileError) -> any JournalFile {
    let node = try step("open", name) { (state) throws(JournalFileError) in
      guard let node = state.names[name] else { throw JournalFileError(step: "open", file: name, reason: "none") }
      return node
    }
    return File(disk: self, name: name, node: node)
  }

  func create(_ name: String) throws(JournalFileError) -> any JournalFile {
    let node = try step("create", name) { state in
      state.nodes.append(Node())
      state.names[name] = state.nodes.count - 1
      return state.nodes.count - 1
    }
    return File(disk: self, name: name, node: node)
  }

  func rename(_ name: String, to other: String) throws(JournalFileError) {
    try step("rename", name) { (state) throws(JournalFileError) in
      guard state.names[other] == nil, let node = state.names.removeValue(forKey: name) else {
        throw JournalFileError(step: "rename", file: name, reason: "not possible")
      }
      state.names[other] = node
    }
  }

  func remove(_ name: String) throws(JournalFileError) {
    try step("remove", name) { $0.names[name] = nil }
  }

  func synchronize() throws(JournalFileError) {
    try step("synchronize", "") { $0.keptNames = $0.names }
  }

  private final class File: JournalFile {
    let disk: SimulatedDisk
    let name: String
    let node: Int

    init(disk: SimulatedDisk, name: String, node: Int) {
      self.disk = disk
      self.name = name
      self.node = node
    }

    func size() throws(JournalFileError) -> Int {
      try disk.step("measure", name) { [node] in $0.nodes[node].bytes.count }
    }

    func read(at offset: Int, upTo count: Int) throws(JournalFileError) -> [UInt8] {
      try disk.step("read", name) { [node] in Array($0.nodes[node].bytes.dropFirst(offset).prefix(count)) }
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(JournalFileError) {
      func put(_ bytes: some Collection<UInt8>, _ state: inout State) {
        let end = min(offset + bytes.count, state.nodes[node].bytes.count)
        state.nodes[node].bytes.replaceSubrange(min(offset, end)..<end, with: bytes)
      }
      try disk.step("write", name, failing: { put(bytes.prefix(bytes.count / 2), &$0) }, { put(bytes, &$0) })
    }

    func truncate(to size: Int) throws(JournalFileError) {
      try disk.step("truncate", name) { [node] in $0.nodes[node].bytes = Array($0.nodes[node].bytes.prefix(size)) }
    }

    func synchronize() throws(JournalFileError) {
      try disk.step("synchronize", name) { [node] in $0.nodes[node].kept = $0.nodes[node].bytes }
    }

    func close() {}
  }
}
