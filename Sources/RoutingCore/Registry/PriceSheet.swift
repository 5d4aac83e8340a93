/// What a model charges, in US dollars.
///
/// A sheet holds whatever its source said; the registry refuses negative, infinite and undefined prices by name.
public struct PriceSheet: Hashable, Sendable {
  /// Dollars for a thousand input tokens.
  public var inputPerThousandTokens: Double
  /// Dollars for a thousand output tokens.
  public var outputPerThousandTokens: Double
  /// Dollars for one image, one second of video or one agent job.
  public var perUnit: Double

  /// Makes a sheet; what is left out is free.
  public init(inputPerThousandTokens: Double = 0, outputPerThousandTokens: Double = 0, perUnit: Double = 0) {
    self.inputPerThousandTokens = inputPerThousandTokens
    self.outputPerThousandTokens = outputPerThousandTokens
    self.perUnit = perUnit
  }

  /// The highest price a registry accepts, 10¹⁰⁰ dollars.
  ///
  /// No model costs this much. The bound keeps every cost finite: 2⁵³ tokens at this price stay far below the
  /// largest `Double`, so no rule ever divides infinity by infinity.
  public static let highestPrice = 1e100

  /// One of the prices on a sheet.
  public enum Component: CaseIterable, Hashable, Sendable {
    /// ``PriceSheet/inputPerThousandTokens``.
    case input
    /// ``PriceSheet/outputPerThousandTokens``.
    case output
    /// ``PriceSheet/perUnit``.
    case unit

    /// The field name used on the wire.
    public var name: String {
      switch self {
      case .input: "input_per_1k"
      case .output: "output_per_1k"
      case .unit: "price_per_unit"
      }
    }
  }

  /// The price of one component, in dollars.
  public subscript(component: Component) -> Double {
    switch component {
    case .input: inputPerThousandTokens
    case .output: outputPerThousandTokens
    case .unit: perUnit
    }
  }
}
