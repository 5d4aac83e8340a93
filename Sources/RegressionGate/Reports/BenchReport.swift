/// What a run of the bench found, as far as two runs are compared by it.
package struct BenchReport: Hashable, Sendable {
  /// The name and version of the documents this reads.
  package static let schema = "routing-bench/1"

  /// The file it was read from, for messages.
  package let file: String
  /// What must be equal for two reports to be about the same work.
  package let conditions: [Condition]
  /// The rows in the order of the document; keys are unique.
  package let rows: [Row]

  /// A field of a report that says what was measured, and where it stands.
  package struct Condition: Hashable, Sendable {
    /// What it is about.
    package let name: String
    /// The way to the field.
    package let field: String
    /// Its value, as people read it.
    package let value: String
    /// Its line.
    package let line: Int
  }

  /// One path over one registry.
  package struct Row: Hashable, Sendable {
    /// What was measured.
    package let key: RowKey
    /// What says that it was the same work.
    package let conditions: [Condition]
    /// Decisions per second of processor time, one figure a round; empty where nothing was timed.
    package let rates: [Double]
    /// Steps of the calibration loop per second of processor time, in the same rounds.
    package let calibration: [Double]
    /// Blocks of memory a decision, or nil where they were not counted.
    package let allocations: Double?
    /// Instructions a decision, or nil where they were not counted.
    package let instructions: Double?
  }

  /// The row of a key.
  package func row(_ key: RowKey) -> Row? { rows.first { $0.key == key } }
}
