import Dispatch
import VigilCore

extension InferenceEngine {
  /// Whether the first layers of a network can be computed apart on this machine.
  public static var supportsStems: Bool { FastStem.isSupported }

  /// Loads a network in two parts: the first layers, which Vigil computes, and all others, which the engine does.
  ///
  /// The session takes clips [1, 3, frames, height, width] and gives what the trunk gives.
  ///
  /// - Precondition: the processor supports it, see `supportsStems`.
  /// - Throws: as `load` does, and `shapeMismatch` if the trunk does not take what the stem gives.
  public func load(
    stem: StemImage, trunk: NetworkImage, options: LoadOptions
  ) async throws(InferenceError) -> any InferenceSession {
    let weights = try stem.weights(options.cache)
    return try StemmedSession(
      FastStem(weights, clipShape: stem.clipShape), trunk: await load(trunk, options: options))
  }
}

/// A session whose first layers are computed on the streams of the engine, just before the others.
struct StemmedSession: InferenceSession {
  let input: NetworkPort
  private let stem: FastStem
  private let trunk: any InferenceSession
  private let workspaces: StemWorkspaces

  init(_ stem: FastStem, trunk: any InferenceSession) throws(InferenceError) {
    guard trunk.input.fixedShape == [1] + stem.pooledShape else {
      let given = NetworkPort(name: "", shape: [1] + stem.pooledShape).shapeText
      throw InferenceError(
        .shapeMismatch, "the trunk takes \(trunk.input.shapeText), but the first layers give \(given)")
    }
    let threads = trunk.plan.threads / trunk.plan.streams
    self.stem = stem
    self.trunk = trunk
    input = NetworkPort(name: "clip", shape: [1] + stem.clipShape)
    workspaces = StemWorkspaces { stem.makeWorkspace(threads: threads) }
  }

  var outputs: [NetworkPort] { trunk.outputs }
  var plan: ExecutionPlan { trunk.plan }

  func run(
    items: Int, fill: @escaping @Sendable (Int, inout MutableSpan<Float>) -> Void
  ) async throws(InferenceError) -> Tensor {
    try await trunk.run(items: items) { [stem, workspaces] item, pooled in
      workspaces.withWorkspace { workspace in
        var clip = workspace.clip.mutableSpan
        fill(item, &clip)
        stem.run(in: workspace, into: &pooled)
      }
    }
  }

  func run(_ input: Tensor) async throws(InferenceError) -> [String: Tensor] {
    guard self.input.accepts(input.shape) else {
      let given = NetworkPort(name: "", shape: input.shape).shapeText
      throw InferenceError(
        .shapeMismatch, "the network takes an input of \(self.input.shapeText), not of \(given)")
    }
    let clip = Tensor(shape: stem.clipShape, values: input.values)
    let pooled = await withCheckedContinuation { continuation in
      // Too long for a thread that tasks share.
      DispatchQueue.global().async { [stem, plan] in
        continuation.resume(returning: stem.pooled(of: clip, threads: plan.threads))
      }
    }
    return try await trunk.run(Tensor(shape: [1] + pooled.shape, values: pooled.values))
  }
}
