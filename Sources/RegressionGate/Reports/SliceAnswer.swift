import RoutingCore
import RoutingFormats

/// What a piece of work took: one line of JSON.
package struct SliceAnswer: Hashable, Sendable {
  /// Processor time in nanoseconds.
  package let cpuNanoseconds: Int
  /// Blocks of memory, or nil where they are not counted.
  package let allocations: Int?
  /// Instructions, or nil where they are not counted.
  package let instructions: Int?

  /// Makes an answer.
  package init(cpuNanoseconds: Int, allocations: Int?, instructions: Int?) {
    self.cpuNanoseconds = cpuNanoseconds
    self.allocations = allocations
    self.instructions = instructions
  }

  /// The answer as a line, without its end.
  package var line: String {
    var writer = JSONWriter()
    writer.object { writer in
      for (name, value) in [("cpu_ns", cpuNanoseconds), ("allocations", allocations), ("instructions", instructions)] {
        writer.name(name)
        if let value { writer.integer(value) } else { writer.null() }
      }
    }
    return writer.text
  }

  /// Reads a line; nil where it is no such answer.
  package init?(line: [UInt8]) {
    do {
      let root = JSONField(try JSONValue(parsing: line))
      self.init(
        cpuNanoseconds: try root.required("cpu_ns").int(), allocations: try root.optional("allocations")?.int(),
        instructions: try root.optional("instructions")?.int())
    } catch {
      return nil
    }
    guard cpuNanoseconds > 0 else { return nil }
  }
}
