import VigilCore
import VigilInference

/// A loaded network that several runs hold; it is freed with the last of them.
final class SharedSession: InferenceSession {
  private let session: any InferenceSession

  init(_ session: any InferenceSession) { self.session = session }

  var input: NetworkPort { session.input }
  var outputs: [NetworkPort] { session.outputs }
  var layout: StreamLayout { session.layout }
  var memory: [MemoryItem] { session.memory }
  var weightBytes: Int? { session.weightBytes }

  func run(
    items: Int, fill: @escaping @Sendable (Int, inout MutableSpan<Float>) -> Void
  ) async throws -> Tensor {
    try await session.run(items: items, fill: fill)
  }

  func run(_ input: Tensor) async throws -> [String: Tensor] { try await session.run(input) }
}
