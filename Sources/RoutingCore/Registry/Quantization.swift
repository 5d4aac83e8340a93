/// How a host stores a model's numbers; fewer bits are cheaper and a little worse.
public enum Quantization: UInt8, CaseIterable, Hashable, Sendable {
  /// Four-bit whole numbers.
  case int4
  /// Eight-bit whole numbers.
  case int8
  /// Four-bit floating point.
  case fp4
  /// Six-bit floating point.
  case fp6
  /// Eight-bit floating point.
  case fp8
  /// Sixteen-bit floating point.
  case fp16
  /// Sixteen-bit floating point with a wide range.
  case bf16
  /// Thirty-two-bit floating point.
  case fp32

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .int4: "int4"
    case .int8: "int8"
    case .fp4: "fp4"
    case .fp6: "fp6"
    case .fp8: "fp8"
    case .fp16: "fp16"
    case .bf16: "bf16"
    case .fp32: "fp32"
    }
  }

  /// Makes the quantisation with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let quantization = Quantization.allCases.first(where: { $0.name == name }) else { return nil }
    self = quantization
  }
}
