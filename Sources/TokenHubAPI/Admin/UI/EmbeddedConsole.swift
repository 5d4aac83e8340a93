public import GatewayState

/// The page that comes with the package; everything it needs stands in it.
public struct EmbeddedConsole: AssetSource {
  private static let bytes = Array(ConsolePage.html.utf8)

  /// Makes a source of it.
  public init() {}

  /// The page.
  public var page: [UInt8] { EmbeddedConsole.bytes }

  /// Nothing.
  public func asset(_ name: String) -> Asset? { nil }
}
