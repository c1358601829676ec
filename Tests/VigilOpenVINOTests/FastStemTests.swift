import Foundation
import Testing
import VigilCore
import VigilInference
import VigilNetworks
import VigilOpenVINO

/// The fast first layers against the plain ones.
@Suite(.enabled(if: FastStem.isSupported, "the processor has no AVX2"))
struct `The fast stem` {
  let scratch = ScratchFolder()

  /// The parts of an extractor as the program loads them.
  struct Parts {
    let whole: Network
    let stem: Network
    let trunk: Network

    init(width: Double, frames: Int = 16, height: Int, width side: Int) throws {
      let graph = try I3DNonLocal(width: width).graph(frames: frames, frameHeight: height, frameWidth: side)
      let (stem, trunk) = try #require(graph.splitAfterStem())
      var weights = Weights.deterministic(for: graph)
      // Else the maximum of eighteen is never below zero, and relu would go untested.
      let bias = try #require(weights.tensors["bn1.bias"])
      weights.tensors["bn1.bias"] = Tensor(shape: bias.shape, values: bias.values.map { $0 - 1.5 })
      whole = try Network(graph, weights)
      self.stem = try Network(stem, whole.weights.restricted(to: stem))
      self.trunk = try Network(trunk, whole.weights.restricted(to: trunk))
    }

    var snippetShape: [Int] { whole.graph.inputs[0].shape.dropFirst().compactMap(\.size) }
    var snippet: Tensor {
      let count = snippetShape.reduce(1, *)
      let name = snippetShape.map(String.init).joined(separator: "x")
      return Tensor(
        shape: snippetShape, values: DeterministicValues.uniform("stem.\(name)", count: count).map { 2 * $0 })
    }
    var weights: PortableStem.Weights {
      let folded = stem.folded()
      let parameters = folded.graph.parameters
      return PortableStem.Weights(
        convolution: folded.weights[parameters[0]].values, bias: folded.weights[parameters[1]].values)
    }
    var portable: PortableStem {
      PortableStem(identity: "stem-test-\(snippetShape[1])", snippetShape: snippetShape) { weights }
    }
  }

  func load(_ parts: Parts, _ options: LoadOptions = LoadOptions()) async throws -> any InferenceSession {
    var options = options
    options.cache = scratch.cache
    let trunk = PortableNetwork(identity: "trunk-test-\(parts.snippetShape[1])") {
      try ONNXExport(parts.trunk).write(to: $0)
    }
    return try await OpenVINOEngine().load(stem: parts.portable, trunk: trunk, options: options)
  }

  /// Sides that fill tiles and vectors, that leave rests of every kind, and the smallest that pass all stages.
  @Test(arguments: [
    (0.25, 16, 64, 64), (0.25, 8, 32, 33), (0.5, 12, 47, 38), (0.25, 16, 39, 131), (0.75, 8, 58, 45),
  ])
  func `gives what the plain layers give`(width: Double, frames: Int, height: Int, side: Int) throws {
    let parts = try Parts(width: width, frames: frames, height: height, width: side)
    let snippet = parts.snippet
    let expected = try #require(
      try ReferenceInterpreter.run(
        parts.stem, ["snippet": Tensor(shape: [1] + snippet.shape, values: snippet.values)]
      ).values.first)
    let stem = FastStem(parts.weights, snippetShape: parts.snippetShape, isWide: false)
    let pooled = stem.pooled(of: snippet, threads: 1)
    #expect([1] + pooled.shape == expected.shape)
    let scale = expected.values.max() ?? 0
    #expect(scale > 0)
    let worst = zip(pooled.values, expected.values).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst < 1e-5 * scale, "\(worst) of \(scale)")
    #expect(expected.values.contains(0), "relu cuts something off")
    // How the work is shared changes no bit.
    for threads in [2, 3, 64] { #expect(stem.pooled(of: snippet, threads: threads) == pooled) }
    // Nor do wider registers.
    if FastStem.canBeWide {
      let wide = FastStem(parts.weights, snippetShape: parts.snippetShape, isWide: true)
      #expect(wide.pooled(of: snippet, threads: 1) == pooled)
    }
  }

  /// Sides below what the whole extractor takes, down to the smallest.
  @Test func `takes every size that a stem may have`() throws {
    let parts = try Parts(width: 0.25, frames: 8, height: 32, width: 32)
    for (height, side) in [(8, 8), (9, 31), (12, 10), (17, 24), (30, 11)] {
      var graph = parts.stem.graph
      graph.inputs[0].shape = ["batch", 3, 8, .fixed(height), .fixed(side)]
      let values = DeterministicValues.uniform("stem.\(height)x\(side)", count: 3 * 8 * height * side)
      let input = Tensor(shape: [1, 3, 8, height, side], values: values)
      let expected = try #require(
        try ReferenceInterpreter.run(Network(graph, parts.stem.weights), ["snippet": input]).values.first)
      let pooled = FastStem(parts.weights, snippetShape: [3, 8, height, side])
        .pooled(of: Tensor(shape: [3, 8, height, side], values: values), threads: 2)
      #expect([1] + pooled.shape == expected.shape)
      let worst = zip(pooled.values, expected.values).map { abs($0 - $1) }.max() ?? .infinity
      #expect(worst < 1e-4, "\(height)x\(side)")
    }
  }

  @Test func `keeps the features of the full network`() async throws {
    let parts = try Parts(width: 1, height: 224, width: 224)
    let split = try await load(parts)
    let plain = try await OpenVINOEngine().load(
      PortableNetwork(identity: "whole-test") { try ONNXExport(parts.whole).write(to: $0) },
      options: LoadOptions(cache: scratch.cache))
    #expect(split.input.fixedShape == plain.input.fixedShape)
    #expect(split.outputs == plain.outputs)
    let snippet = parts.snippet
    let input = Tensor(shape: [1] + snippet.shape, values: snippet.values)
    let expected = try #require(try await plain.run(input).values.first)
    let values = try #require(try await split.run(input).values.first)
    #expect(values.shape == expected.shape)
    let scale = expected.values.map(abs).max() ?? 0
    for (value, wanted) in zip(values.values, expected.values) { #expect(abs(value - wanted) < 1e-5 * scale) }
  }

  @Test func `serves many items on all streams, with the same bits each time`() async throws {
    let parts = try Parts(width: 0.25, height: 64, width: 64)
    let snippet = parts.snippet.values
    let alone = try await load(parts).run(Tensor(shape: [1, 3, 16, 64, 64], values: snippet))
    for streams in 1...2 {
      let session = try await load(parts, LoadOptions(threads: 2, streams: streams, concurrentItems: 10))
      let result = try await session.run(items: 10) { item, span in
        for index in snippet.indices { span[index] = snippet[index] * (item % 2 == 0 ? 1 : -1) }
      }
      let rows = (0..<10).map { Array(result.values[$0 * 512..<($0 + 1) * 512]) }
      #expect(Set(rows).count == 2)
      #expect(rows[0] == alone.values.first?.values)
    }
  }

  @Test func `reads its weights once`() async throws {
    let parts = try Parts(width: 0.25, height: 64, width: 64)
    let reads = Counter()
    var portable = parts.portable
    portable.weights = {
      reads.add()
      return parts.weights
    }
    let trunk = PortableNetwork(identity: "trunk-test-16") { try ONNXExport(parts.trunk).write(to: $0) }
    let options = LoadOptions(cache: scratch.cache)
    let input = Tensor(shape: [1] + parts.snippetShape, values: parts.snippet.values)
    let first = try await OpenVINOEngine().load(stem: portable, trunk: trunk, options: options).run(input)
    let second = try await OpenVINOEngine().load(stem: portable, trunk: trunk, options: options).run(input)
    #expect(reads.count == 1)
    #expect(first == second)
    // A damaged entry is made again.
    let entry = try #require(scratch.contents.first { $0.hasPrefix("stem-") })
    let file = try FileHandle(forWritingTo: scratch.url.appending(path: entry))
    try file.seek(toOffset: 100)
    try file.write(contentsOf: Data([1, 2, 3, 4]))
    try file.close()
    let third = try await OpenVINOEngine().load(stem: portable, trunk: trunk, options: options).run(input)
    #expect(reads.count == 2)
    #expect(first == third)
  }

  @Test func `is refused by a trunk of other sizes`() async throws {
    let (one, other) = (
      try Parts(width: 0.25, height: 64, width: 64), try Parts(width: 0.25, height: 64, width: 80)
    )
    let trunk = PortableNetwork(identity: "trunk-test-16") { try ONNXExport(one.trunk).write(to: $0) }
    await #expect(throws: InferenceError.self) {
      try await OpenVINOEngine().load(
        stem: other.portable, trunk: trunk, options: LoadOptions(cache: scratch.cache))
    }
    let session = try await load(one)
    await #expect(throws: InferenceError.self) {
      try await session.run(Tensor(shape: [1, 3, 16, 64, 80], values: other.snippet.values))
    }
  }
}
