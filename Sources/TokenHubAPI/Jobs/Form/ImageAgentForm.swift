package import GatewayState
internal import RoutingCore

/// A valid request to an image agent whose pictures are still in hand (H-701 to H-710, H-714).
package struct ImageAgentForm: Hashable, Sendable {
  /// The request, without its pictures.
  package let request: ImageAgentRequest
  /// The pictures in order.
  package let images: [FormImage]
  /// A hash of all parts, whatever the boundary was, where one was asked for (H-717).
  package let digest: [UInt8]?
}

/// A picture of a request.
package enum FormImage: Hashable, Sendable {
  /// A file that was sent.
  case file([UInt8], ImageHeader)
  /// Where one is to be fetched.
  case address(String)
}

/// Why a request is not taken; all that is wrong with it (H-713).
package struct ImageAgentFormFailure: Error, Hashable, Sendable {
  /// The status of the answer: 400, 413 or 415.
  package let status: Int
  /// What is wrong, at least one thing.
  package let errors: [EnvelopeError]

  /// Makes a failure.
  package init(status: Int, errors: [EnvelopeError]) {
    self.status = status
    self.errors = errors
  }

  static func tooLarge(_ message: String, field: String? = nil) -> ImageAgentFormFailure {
    let error = EnvelopeError(code: EnvelopeError.tooLarge, message: message, field: field)
    return ImageAgentFormFailure(status: 413, errors: [error])
  }
}

/// What a host lets requests say.
package struct ImageAgentRules: Sendable {
  /// The kinds of agent there are, of which the first is meant where a request names none (H-703).
  package var modelIDs: [String]
  /// Whether there is a profile of an id (O-708).
  package var knowsAgent: @Sendable (String) -> Bool
  /// Whether an address may be called or fetched (H-709).
  package var allowsAddress: @Sendable (WebAddress) -> Bool
  /// How much is read of a body; the limit of a part is that of a picture (H-702, H-707).
  package var limits: MultipartLimits

  /// How many pictures there may be (H-707).
  static let maximumImages = 10

  /// Makes rules.
  package init(
    modelIDs: [String] = ["image-agent-1-preview"], knowsAgent: @escaping @Sendable (String) -> Bool = { _ in false },
    allowsAddress: @escaping @Sendable (WebAddress) -> Bool = { _ in true },
    limits: MultipartLimits = MultipartLimits()
  ) {
    self.modelIDs = modelIDs
    self.knowsAgent = knowsAgent
    self.allowsAddress = allowsAddress
    self.limits = limits
  }
}

extension ImageAgentForm {
  /// Stores the pictures, all of them or none, and gives the request that points to them (H-714).
  ///
  /// - Throws: `BlobStoreFailure`; what had been stored is removed again, as far as the store lets it.
  package func request(storingIn blobs: any BlobStore) async throws(BlobStoreFailure) -> ImageAgentRequest {
    var request = request
    var stored: [String] = []
    for image in images {
      switch image {
      case .address(let text): request.images.append(ImageAgentInput(.url(text)))
      case .file(let bytes, let header):
        do throws(BlobStoreFailure) {
          let id = try await blobs.store(Blob(bytes: bytes, mediaType: header.format.mediaType))
          stored.append(id)
          request.images.append(
            ImageAgentInput(
              .blob(id), mediaType: header.format.mediaType, width: header.size?.width, height: header.size?.height))
        } catch {
          await JobFiles(blobs).remove(stored)
          throw error
        }
      }
    }
    return request
  }
}
