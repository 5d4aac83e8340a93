public import RoutingCore
public import TrafficReplay

/// What a replay was made of, so that a reader can make it again.
///
/// It is told to the reader as it stands here: give no names of machines and no paths that others do not have.
public struct ReplaySetup: Hashable, Sendable {
  /// A trace.
  public struct Trace: Hashable, Sendable {
    /// Its name, without the folders it lies in.
    public var name: String
    /// The format of its rows, or nil where it had none.
    public var format: String?
    /// Its file, or nil where it came through a pipe.
    public var file: FileDigest?
    /// Rows that could not be read and were skipped.
    public var malformedRows: Int

    /// Makes the description of a trace.
    public init(name: String, format: String?, file: FileDigest?, malformedRows: Int) {
      self.name = name
      self.format = format
      self.file = file
      self.malformedRows = malformedRows
    }
  }

  /// The command that makes the report again.
  public var command: String
  /// The engine and its version.
  public var engine: String
  /// The catalogue and its date.
  public var catalogue: String
  /// The names of the registry's models, in its order.
  public var models: [String]
  /// The trace.
  public var trace: Trace
  /// The simulated providers, in a few words.
  public var world: String
  /// The seed, the objective, the attempts and the money.
  public var settings: ReplaySettings
  /// How long the segments are that begin with nothing known, or nil for one.
  public var segmentLength: Milliseconds?

  /// All the money that a policy had, in US dollars; nil where there was no limit, or as much again after a while.
  var budget: Double? {
    guard segmentLength == nil, let spending = settings.spending, spending.period == nil else { return nil }
    return spending.amount.value
  }

  /// Makes a setup.
  public init(
    command: String, engine: String, catalogue: String, models: [String], trace: Trace, world: String,
    settings: ReplaySettings, segmentLength: Milliseconds? = nil
  ) {
    self.command = command
    self.engine = engine
    self.catalogue = catalogue
    self.models = models
    self.trace = trace
    self.world = world
    self.settings = settings
    self.segmentLength = segmentLength
  }
}
