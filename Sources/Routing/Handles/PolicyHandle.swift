public import RoutingCore

/// The name of a policy in a router, compared byte by byte.
public typealias PolicyName = Identifier<RoutingPolicy>

/// A named policy of one router, found once; deciding by it reads no text.
///
/// It stays good for as long as its router lives and always means the name: after a reconfiguration it stands for the
/// new policy of that name, and where there is none any more, a decision throws ``UnknownPolicy``. Using it with another
/// router is a programmer's mistake and traps.
public struct PolicyHandle: Hashable, Sendable {
  let router: ObjectIdentifier
  let place: Int
}

/// A router has no policy of this name, or none any more.
public struct UnknownPolicy: Error, Hashable, Sendable {
  /// The name asked for.
  public let name: PolicyName

  /// Makes the error.
  public init(name: PolicyName) {
    self.name = name
  }
}

extension UnknownPolicy: CustomStringConvertible {
  /// The error in a sentence.
  public var description: String { "there is no policy '\(name)'" }
}
