import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import VigilStore

/// A request that was let in.
struct Visit: Sendable {
  let request: Request
  let parameters: Parameters
  /// Who asks.
  let viewer: Viewer
  /// Where from.
  let address: String
  /// Who is connected: the same, or a proxy.
  let peer: String
  fileprivate let shared: Shared
  let limits: WebLimits

  init(
    request: Request, parameters: Parameters, viewer: Viewer, address: String, peer: String, shared: Shared,
    limits: WebLimits
  ) {
    (self.request, self.parameters, self.viewer, self.address) = (request, parameters, viewer, address)
    self.peer = peer
    (self.shared, self.limits) = (shared, limits)
  }

  /// By whom the places for answers that last are counted.
  var owner: String { viewer.session == nil ? "address \(address)" : "user \(viewer.name)" }

  /// What exists for whoever asks.
  var shown: Shown { Shown(viewer: viewer, shared: shared) }

  /// A part of the path; empty if the route has none of that name.
  func parameter(_ name: String) -> String { parameters.get(name) ?? "" }

  func query(_ names: Set<String> = [], lists: Set<String> = []) throws(Problem) -> Query {
    try Query(request.uri.query, names: names, lists: lists)
  }

  /// Reads the body as a JSON object that has no other keys than those of the type.
  func body<Body: RequestObject>(_ type: Body.Type) async throws -> Body {
    let buffer: ByteBuffer
    do { buffer = try await request.body.collect(upTo: limits.body) } catch is NIOTooManyBytesError {
      throw Problem(.contentTooLarge, "the body is longer than \(limits.body) bytes")
    }
    let data = Data(buffer.readableBytesView)
    guard let keys = try? JSONDecoder().decode(ObjectKeys.self, from: data) else {
      throw Problem(.badRequest, "the body is no JSON object")
    }
    guard keys.names.isSubset(of: Body.keys) else {
      throw Problem(
        .badRequest,
        "the object has a key that is unknown here; there are: \(Body.keys.sorted().joined(separator: ", "))")
    }
    do { return try JSONDecoder().decode(Body.self, from: data) } catch {
      throw Problem(
        .badRequest, "the object lacks a key or has a value of another kind; see /api/v1/openapi.json")
    }
  }
}

/// An object that a client may send.
protocol RequestObject: Decodable, Sendable {
  /// All its keys.
  static var keys: Set<String> { get }
}

/// The keys of an object, whatever its values are.
private struct ObjectKeys: Decodable {
  var names: Set<String>

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    names = Set(try decoder.container(keyedBy: Key.self).allKeys.map(\.stringValue))
  }
}
