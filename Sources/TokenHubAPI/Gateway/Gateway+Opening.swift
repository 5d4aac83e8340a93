public import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore

/// Why a gateway cannot be opened.
public enum GatewayOpeningError: Error, Hashable, Sendable {
  /// The store cannot be read.
  case store(StateStoreFailure)
  /// The vault's document cannot be read.
  case vault(VaultError)
  /// The records of the store and those given at start cannot be used together; says why.
  case records(String)
}

/// What was found while a gateway was opened that an operator should know.
public struct GatewayOpeningReport: Hashable, Sendable {
  /// Documents that cannot be read, each with its collection, its key and why; they stay in the store as they are.
  public internal(set) var unreadable: [String] = []
  /// Jobs that were under way when the process ended, and are failed now.
  public internal(set) var interruptedJobs: [String] = []
}

extension Gateway {
  /// Opens a gateway over a store: reads records, keys and jobs, and what keys have spent this month.
  ///
  /// - Throws: `GatewayOpeningError`.
  /// - Complexity: O(n) in the documents of the store and the entries of this month's request log.
  public static func open(
    _ ports: GatewayPorts, configuration: GatewayConfiguration
  ) async throws(GatewayOpeningError) -> (gateway: Gateway, report: GatewayOpeningReport) {
    var opening = GatewayOpening(ports: ports, configuration: configuration)
    return try await opening.open()
  }

  /// Ends what is under way and writes what is still to be written; nothing may be asked of the gateway afterwards.
  public func close() async {
    services.running.close()
    services.events.close()
    _ = await services.jobs.settle()
    _ = await services.keys.saveUses()
    await services.writer.flush()
  }
}
