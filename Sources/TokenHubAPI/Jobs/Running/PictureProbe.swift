internal import ProviderAdapters
internal import Routing
internal import RoutingCore

/// Looks at the beginning of a picture to tell what it really is (O-707).
struct PictureProbe: Sendable {
  let services: GatewayServices

  /// The longest that looking may take.
  private static let timeLimit: Milliseconds = 10_000
  /// How much of a picture is read at most, in bytes.
  private static let byteLimit = 40 << 20

  /// What the first bytes at an address say, or nil where it cannot be fetched, may not be, or is no picture.
  ///
  /// No more is read than tells the size. An address that leads into a private network is not asked (H-709).
  func header(at url: String) async -> ImageHeader? {
    guard let address = WebAddress(url), services.configuration.allowsPrivateAddresses || !address.isPrivate else {
      return nil
    }
    let (transport, time) = (services.ports.transport, services.ports.time)
    return await withTaskGroup(of: ImageHeader?.self) { group in
      group.addTask { await PictureProbe.header(at: url, over: transport) }
      group.addTask {
        do throws(CancellationError) {
          try await time.sleep(until: time.now.advanced(byMilliseconds: PictureProbe.timeLimit.value))
        } catch {}
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
  }

  private static func header(at url: String, over transport: any HTTPTransport) async -> ImageHeader? {
    let request = HTTPRequest(method: "GET", url: url, timeout: timeLimit, maximumResponseBytes: byteLimit)
    guard let stream = try? await transport.stream(request) else { return nil }
    defer { stream.cancel() }
    guard stream.head.status == 200 else { return nil }
    var bytes: [UInt8] = []
    // Looked at again only when twice as much is there, so that small pieces cost no more than large ones.
    var nextLook = 0
    while bytes.count < byteLimit, let piece = try? await stream.next() {
      bytes += piece
      guard bytes.count >= nextLook else { continue }
      if let header = ImageHeader(bytes), header.size != nil { return header }
      // What does not begin as a picture will not become one.
      if bytes.count >= 32, ImageFormat(sniffing: bytes) == nil { return nil }
      nextLook = 2 * bytes.count
    }
    return ImageHeader(bytes)
  }
}
