public import ProviderAdapters
public import RoutingCore

/// Checks an `HTTPTransport` against what its protocol asks, with real requests to a test server.
///
/// ```swift
/// let contract = HTTPTransportContract(serverURL: "http://127.0.0.1:8080") { MyTransport() }
/// let violations = await contract.run()
/// ```
///
/// It knows no test framework: an empty array means that every clause holds. A check that is not answered in time is a
/// violation, so a run ends whatever the transport does; one that passes takes a few seconds.
///
/// The server speaks HTTP/1.1 without TLS. `Tests/Fixtures/servers/http_test_server.py` of this package is one
/// (Python 3 and nothing else; it prints its port and ends with its standard input); any other has to serve:
///
/// | path | what it does |
/// |---|---|
/// | `/new-id` | a text that was not given before; it names an exchange in the query `id` |
/// | `/echo` | JSON with `method`, `headers` (pairs of name and value) and `body` (hexadecimal) of the request |
/// | `/status/N` | status N; `retry-after` and `authenticate` of the query are its `Retry-After`, `WWW-Authenticate` |
/// | `/bytes/N` | N bytes, the i-th being i modulo 256; with `chunked=1` in chunks of growing size |
/// | `/gzip/N` | N zeros, with `Content-Encoding: gzip` |
/// | `/slow-head?ms=N` | an answer after N milliseconds |
/// | `/trickle?count=N&ms=M` | N pieces of one byte, M milliseconds apart |
/// | `/hang`, `/hang-body` | no answer; a head, `hello`, and no more. Both notice when the client closes |
/// | `/endless?ms=N` | some bytes every N milliseconds while they are taken; notices when the client closes |
/// | `/closed?id=X&ms=N` | JSON with `closed`: whether X was closed by its client, waiting up to N milliseconds |
/// | `/hold?id=X` | a head and `first`; `second` and the end once `/release?id=X` was asked |
/// | `/reset`, `/reset-body` | resets the connection before a head; after a head and `hello` |
/// | `/close`, `/early-eof`, `/early-eof-chunked` | closes it: at once; after `hello` of 100 bytes; within a chunk |
/// | `/not-http` | something that is no HTTP, and closes |
/// | `/redirect?to=URL&status=N` | a redirection |
/// | `/visit?id=X`, `/visits?id=X` | counts; JSON with the `count` |
/// | `/unused-port` | the number of a port of the same host at which nobody listens |
public struct HTTPTransportContract: Sendable {
  /// What a transport is held to.
  public enum Clause: String, CaseIterable, Sendable {
    /// The server receives the method, the headers and the body as they were given.
    case requestIsFaithful
    /// Every status that is no redirection is a response, with its headers; also a 401 that asks for a credential.
    case statusesAreResponses
    /// A body arrives byte for byte, however it is cut into pieces.
    case bodyIsFaithful
    /// A body above the limit is `tooLarge`, found out while it arrives; one at the limit is accepted.
    case sizeIsLimited
    /// The timeout bounds a whole response, and of a streamed one only the wait for its head.
    case timeIsLimited
    /// A cancelled task throws `cancelled` soon, and its connection is closed.
    case cancellationIsPrompt
    /// A redirection is `redirected`, and nothing is sent to where it leads.
    case redirectionIsRefused
    /// A port without a listener is `refused`, and a failed handshake `insecure`.
    case connectionFailuresAreNamed
    /// A connection that breaks is `reset` or `endedEarly`, never a response or the end of a stream.
    case breaksAreFailures
    /// A stream hands over what has arrived while more is to come, and nil again and again after its end.
    case streamIsPrompt
    /// Cancelling a stream wakes its reader, closes the connection, and may be repeated.
    case streamCanBeCancelled
    /// Requests at the same time do not disturb each other.
    case requestsAreIndependent
  }

  let serverURL: String
  let patience: Milliseconds
  let makeTransport: @Sendable () -> any HTTPTransport

  /// Makes a contract for the transports that `makeTransport` gives.
  ///
  /// `serverURL` is the server's address without a slash at its end. `patience` is how long "soon" may take: on a
  /// busy machine a short one finds fault with the machine.
  public init(
    serverURL: String, patience: Milliseconds = 3_000, makeTransport: @escaping @Sendable () -> any HTTPTransport
  ) {
    self.serverURL = serverURL
    self.patience = patience
    self.makeTransport = makeTransport
  }

  /// Checks the clauses, each with a transport of its own; what is wrong, in the order of the clauses.
  public func run(_ clauses: [Clause] = Clause.allCases) async -> [ContractViolation] {
    await withTaskGroup(of: (Int, [String]).self) { group in
      for (place, clause) in clauses.enumerated() {
        group.addTask { (place, await check(clause)) }
      }
      var found = Array(repeating: [String](), count: clauses.count)
      for await (place, seen) in group { found[place] = seen }
      return zip(clauses, found).flatMap { clause, seen in
        seen.map { ContractViolation(clause: clause.rawValue, seen: $0) }
      }
    }
  }

  private func check(_ clause: Clause) async -> [String] {
    let probe = TransportProbe(transport: makeTransport(), serverURL: serverURL, patience: patience)
    return switch clause {
    case .requestIsFaithful: await probe.checkRequests()
    case .statusesAreResponses: await probe.checkStatuses()
    case .bodyIsFaithful: await probe.checkBodies()
    case .sizeIsLimited: await probe.checkSizes()
    case .timeIsLimited: await probe.checkTimeouts()
    case .cancellationIsPrompt: await probe.checkCancellation()
    case .redirectionIsRefused: await probe.checkRedirections()
    case .connectionFailuresAreNamed: await probe.checkConnecting()
    case .breaksAreFailures: await probe.checkBreaks()
    case .streamIsPrompt: await probe.checkStreaming()
    case .streamCanBeCancelled: await probe.checkStreamCancellation()
    case .requestsAreIndependent: await probe.checkIndependence()
    }
  }
}
