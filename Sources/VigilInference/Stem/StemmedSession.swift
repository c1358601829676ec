import VigilCore

extension InferenceEngine {
  /// Loads a network in two parts: the first layers, which Vigil computes, and all others, which the engine does.
  ///
  /// The session takes snippets [1, 3, frames, height, width] and gives the trunk's outputs.
  ///
  /// - Precondition: the processor supports it, see `supportsStems`.
  /// - Throws: as `load` does, and `shapeMismatch` if the trunk does not take the stem's output.
  public func load(
    stem: PortableStem, trunk: PortableNetwork, options: LoadOptions
  ) async throws(InferenceError) -> any InferenceSession {
    // Reading weights blocks, for as long as reading a whole checkpoint takes if they are not cached.
    let made = try await offPool { () throws(InferenceError) in
      FastStem(try stem.weights(options.cache), snippetShape: stem.snippetShape)
    }
    return try StemmedSession(made, trunk: await load(trunk, options: options))
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
    guard trunk.outputs.count == 1 else {
      throw InferenceError(.shapeMismatch, "the trunk has \(trunk.outputs.count) outputs, not one")
    }
    let threads = trunk.layout.threads / trunk.layout.streams
    self.stem = stem
    self.trunk = trunk
    input = NetworkPort(name: "snippet", shape: [1] + stem.snippetShape)
    workspaces = StemWorkspaces { stem.makeWorkspace(threads: threads) }
  }

  var outputs: [NetworkPort] { trunk.outputs }
  var layout: StreamLayout { trunk.layout }

  var memory: [MemoryItem] {
    let extent = stem.workspaceExtent(threads: layout.threads / layout.streams)
    return trunk.memory + [
      MemoryItem("weights of the first layers, transformed", bytes: stem.weightBytes),
      MemoryItem(
        "snippets and workspaces of the first layers, \(layout.streams) streams",
        bytes: layout.streams * extent.bytes),
    ]
  }

  /// Those of the stem are in `memory`.
  var weightBytes: Int? { trunk.weightBytes }

  func run(
    items: Int, fill: @escaping @Sendable (Int, inout MutableSpan<Float>) -> Void
  ) async throws -> Tensor {
    try await trunk.run(items: items) { [stem, workspaces] item, pooled in
      workspaces.withWorkspace { workspace in
        var snippet = workspace.snippet.mutableSpan
        fill(item, &snippet)
        stem.run(in: workspace, into: &pooled)
      }
    }
  }

  func run(_ input: Tensor) async throws -> [String: Tensor] {
    guard self.input.accepts(input.shape) else {
      let given = NetworkPort(name: "", shape: input.shape).shapeText
      throw InferenceError(
        .shapeMismatch, "the network takes an input of shape \(self.input.shapeText), not \(given)")
    }
    // As one item: it waits for its turn, and needs no memory of its own.
    let result = try await run(items: 1) { _, span in
      for (index, value) in input.values.enumerated() { span[index] = value }
    }
    return [outputs[0].name: result]
  }
}
