extension WebAddress {
  /// Whether the host is written as an address that leads to this machine or into a network of its own.
  ///
  /// Names are not resolved: what one leads to is known only to who connects, and changes. Addresses of IPv4 in other
  /// forms than four decimal numbers, which some resolvers take, and those of IPv6 that hold one of IPv4 count as
  /// private.
  package var isPrivate: Bool {
    if host.contains(":") { return isPrivateIPv6 }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false).filter { !$0.isEmpty }
    guard let last = labels.last else { return true }
    if last == "localhost" || last == "local" || last == "internal" { return true }
    // A last label that begins with a digit is no name of a domain (RFC 3696, section 2).
    guard let first = last.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
    let parts = labels.map { WebAddress.decimal($0) }
    guard parts.count == 4, let a = parts[0], let b = parts[1], let c = parts[2], parts[3] != nil else { return true }
    return WebAddress.isPrivate(a, b, c)
  }

  /// The blocks that are nobody's on the Internet (IANA IPv4 Special-Purpose Address Registry).
  private static func isPrivate(_ a: Int, _ b: Int, _ c: Int) -> Bool {
    switch (a, b, c) {
    case (0, _, _), (10, _, _), (127, _, _), (169, 254, _), (192, 168, _), (192, 0, 0), (192, 0, 2): true
    case (100, 64...127, _), (172, 16...31, _), (198, 18...19, _), (198, 51, 100), (203, 0, 113): true
    case (224..., _, _): true
    default: false
    }
  }

  /// A number from 0 to 255 without needless zeros, which some resolvers would read as octal.
  private static func decimal(_ label: Substring) -> Int? {
    guard label.utf8.count <= 3, label == "0" || label.utf8.first != UInt8(ascii: "0"),
      label.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(label),
      number < 256
    else { return nil }
    return number
  }

  /// Only 2000::/3 is given out for the Internet (RFC 4291, section 2.4); 2002::/16 and 2001::/32 carry addresses of
  /// IPv4.
  private var isPrivateIPv6: Bool {
    guard let group = host.split(separator: ":", omittingEmptySubsequences: false).first, group.utf8.count == 4,
      let first = Int(group, radix: 16)
    else { return true }
    return first >> 13 != 1 || first == 0x2002 || host.contains(".") || host.hasPrefix("2001:0:")
      || host.hasPrefix("2001::") || host.hasPrefix("2001:db8:")
  }
}
