import Foundation
import Synchronization
import Testing
import VigilCore
import VigilInference
import VigilNetworks
import VigilTensorRT
import VigilTestSupport

extension TensorRT {
  /// The engine, the plug-in and its table, with a double of TensorRT that has the same C++ interface: see `TensorRTDouble`.
  @Suite struct `The TensorRT engine` {
    static let versions = ["8.6.1", "10.3.0", "11.1.0"]
    static let snippetShape = [3, 8, 40, 36]

    let scratch: TemporaryFolder
    let cache: ModelCache
    let written = Counter()

    init() throws {
      scratch = try TemporaryFolder()
      cache = ModelCache(folder: scratch.appending("cache"))
    }

    func engine(_ version: String = "10.3.0") throws -> TensorRTEngine {
      try TensorRTEngine(environment: TensorRTDouble(version).environment)
    }

    static func extractor() throws -> Graph {
      try I3DNonLocal(width: 0.25).graph(frames: 8, frameHeight: 40, frameWidth: 36)
    }

    /// A network as the engine takes it; `written` counts how often that was needed.
    func portable(_ graph: Graph, batch: Int = 1, named name: String = "test") -> PortableNetwork {
      PortableNetwork(identity: "\(name)-\(batch)") { [written] file in
        written.add()
        try ONNXExport(Network.deterministic(graph), ONNXOptions(sizes: ["batch": batch])).write(to: file)
      }
    }

    func load(
      _ network: PortableNetwork, version: String = "10.3.0", precision: LoadOptions.Precision = .float32,
      keeps: Bool = true
    ) async throws -> any InferenceSession {
      let engine = try engine(version)
      return try await engine.load(
        network, options: LoadOptions(threads: 2, precision: precision, cache: keeps ? cache : nil))
    }

    func session(
      batch: Int = 1, version: String = "10.3.0", precision: LoadOptions.Precision = .float32
    ) async throws -> any InferenceSession {
      let network = portable(try Self.extractor(), batch: batch)
      return try await load(network, version: version, precision: precision)
    }

    static func snippet(_ item: Int) -> [Float] {
      DeterministicValues.uniform("snippet \(item)", count: snippetShape.reduce(1, *))
    }

    static let fill: @Sendable (Int, inout MutableSpan<Float>) -> Void = { item, span in
      for (index, value) in snippet(item).enumerated() { span[index] = value }
    }

    /// The entries of the cache, without the timings.
    func plans() throws -> [URL] {
      try FileManager.default.contentsOfDirectory(at: cache.folder, includingPropertiesForKeys: nil)
        .filter { $0.pathExtension == "blob" && !$0.lastPathComponent.hasPrefix("tensorrt-timings") }
    }

    @Test(arguments: versions) func `says what it is, and what a network takes and gives`(version: String)
      async throws
    {
      let engine = try engine(version)
      #expect(engine.name == "TensorRT" && engine.version == version && engine.device == "Double")
      #expect(engine.libraryPath?.hasSuffix("libvigil_tensorrt.so") == true)
      let session = try await session(batch: 4, version: version)
      #expect(session.input == NetworkPort(name: "snippet", shape: [1] + Self.snippetShape))
      #expect(session.outputs == [NetworkPort(name: "features", shape: [1, 512])])
      #expect(session.layout == StreamLayout(threads: 2, streams: 2))
      #expect(session.weightBytes ?? 0 > 0)
      let input = session.memory.first { $0.name.contains("page-locked") }
      #expect(input?.bytes == 2 * 4 * 4 * Self.snippetShape.reduce(1, *))
    }

    @Test(arguments: versions, [1, 4, 8, 9])
    func `computes any number of items in batches of the plan`(version: String, items: Int) async throws {
      let session = try await session(batch: 4, version: version)
      let result = try await session.run(items: items, fill: Self.fill)
      #expect(result.shape == [items, 512])
      for item in [0, items - 1] {
        #expect(
          Array(result.values[item * 512..<(item + 1) * 512])
            == TensorRTDouble.output(512, of: Self.snippet(item)))
      }
    }

    @Test func `computes one tensor, whatever the batch of the plan`() async throws {
      for batch in [1, 4] {
        let session = try await session(batch: batch)
        let input = Tensor(shape: [1] + Self.snippetShape, values: Self.snippet(7))
        let outputs = try await session.run(input)
        #expect(
          outputs == [
            "features": Tensor(shape: [1, 512], values: TensorRTDouble.output(512, of: input.values))
          ])
      }
    }

    func detector(_ version: String) async throws -> any InferenceSession {
      try await load(portable(try RTFM(features: 64).graph(), named: "detector"), version: version)
    }

    @Test(
      arguments: versions, [[2, 5, 64], [10, 1, 64], [10, 1024, 64], [1, 33, 64]]
    ) func `computes a detector on any window`(version: String, shape: [Int]) async throws {
      let session = try await detector(version)
      #expect(session.input.shape == [nil, nil, 64])
      let values = DeterministicValues.uniform("\(shape)", count: shape.reduce(1, *))
      let outputs = try await session.run(Tensor(shape: shape, values: values))
      let scores = try #require(outputs["scores"])
      #expect(scores.shape == Array(shape[..<2]))
      let first = TensorRTDouble.output(shape[1], of: Array(values[..<(shape[1] * 64)]))
      #expect(Array(scores.values[..<shape[1]]) == first)
    }

    @Test(arguments: versions) func `computes the newest score alone`(version: String) async throws {
      let graph = try RTFM(features: 64).graph(.newest)
      let session = try await load(portable(graph, named: "newest"), version: version)
      let outputs = try await session.run(Tensor(repeating: 0.5, shape: [10, 32, 64]))
      #expect(outputs["scores"] == Tensor(repeating: 0.5, shape: [10, 1]))
    }

    @Test func `says how long a window can be`() async throws {
      let session = try await detector("10.3.0")
      let error = await #expect(throws: InferenceError.self) {
        _ = try await session.run(Tensor(repeating: 0, shape: [10, 1025, 64]))
      }
      #expect(error?.message.contains("10 crops of 1024 snippets") == true, "\(error?.message ?? "")")
      #expect(error?.message.contains("--window") == true)
    }

    @Test func `gives equal bits to callers at once`() async throws {
      let session = try await session(batch: 4)
      let alone = try await session.run(items: 6, fill: Self.fill)
      try await withThrowingTaskGroup(of: Tensor.self) { group in
        for _ in 0..<6 { group.addTask { try await session.run(items: 6, fill: Self.fill) } }
        for try await result in group { #expect(result == alone) }
      }
    }

    @Test func `stops writing inputs when its task is cancelled`() async throws {
      let session = try await session(batch: 4)
      let written = Mutex(0)
      let task = Task {
        while !Task.isCancelled { await Task.yield() }
        return try await session.run(items: 40) { _, _ in written.withLock { $0 += 1 } }
      }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(written.withLock { $0 } == 0)
      // The places that it had are free again.
      #expect(try await session.run(items: 8, fill: Self.fill).shape == [8, 512])
    }

    /// Waits until no more than so many blocks are in use: a thread that has answered may let go of its session a moment later.
    func waitUntilFreed(to count: Int) async throws {
      let deadline = ContinuousClock.now + .seconds(300)
      while case let left = try TensorRTDouble.blocks(), left > count {
        try #require(ContinuousClock.now < deadline, "\(left) blocks are not freed")
        try await Task.sleep(for: .milliseconds(5))
      }
    }

    @Test func `frees all memory with the last who uses it`() async throws {
      let engine = try engine()
      try await waitUntilFreed(to: 0)
      do {
        let session = try await session(batch: 4)
        _ = try await session.run(items: 8, fill: Self.fill)
        // An input and an output on the GPU, and beside it those of each request that ran.
        #expect(try TensorRTDouble.blocks() >= 4)
        withExtendedLifetime(session) {}
      }
      try await waitUntilFreed(to: 0)
      withExtendedLifetime(engine) {}
    }
  }
}

// MARK: - Plans

extension TensorRT.`The TensorRT engine` {
  @Test(arguments: versions) func `builds a plan once and keeps it`(version: String) async throws {
    let (engine, network) = (try engine(version), portable(try Self.extractor()))
    #expect(!engine.isPrepared(network, options: LoadOptions(cache: cache)))
    let first = try await load(network, version: version).run(items: 1, fill: Self.fill)
    #expect(engine.isPrepared(network, options: LoadOptions(cache: cache)))
    let second = try await load(network, version: version).run(items: 1, fill: Self.fill)
    #expect(first == second && written.count == 1)
    #expect(try plans().count == 1)
  }

  @Test func `keeps plans apart by network, batch, TensorRT and precision`() async throws {
    _ = try await session()
    _ = try await session()
    _ = try await session(batch: 2)
    _ = try await session(version: "11.1.0")
    _ = try await session(precision: .float16)
    #expect(try plans().count == 4)
    #expect(written.count == 4)
  }

  @Test(arguments: ["damaged", "of another GPU"]) func `builds a plan again that does not load`(why: String)
    async throws
  {
    _ = try await session()
    let file = try #require(try plans().first)
    if why == "damaged" {
      var bytes = try Data(contentsOf: file)
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: file)
    } else {
      // A whole entry of the same key, which only TensorRT can refuse.
      let other = scratch.appending("other")
      try Data("plan 100300 Other 32 1 0\n".utf8).write(to: other)
      try cache.store(other, key: file.deletingPathExtension().lastPathComponent)
    }
    let result = try await session().run(items: 1, fill: Self.fill)
    #expect(result.values == TensorRTDouble.output(512, of: Self.snippet(0)))
    #expect(written.count == 2)
    _ = try await session()
    #expect(written.count == 2)
  }

  @Test func `does not build a plan again that has no room, and says what to do`() async throws {
    _ = try await session()
    let file = try #require(try plans().first)
    let kept = try FileManager.default.attributesOfItem(atPath: file.path)[.systemFileNumber] as? Int
    let error = await #expect(throws: InferenceError.self) {
      try await TensorRTDouble.withoutMemory { _ = try await session() }
    }
    #expect(error?.code == .memoryExhausted && error?.message.contains("use fewer --crops") == true)
    #expect(error?.message.contains("loading a plan") == true, "\(error?.message ?? "")")
    #expect(written.count == 1)
    // Nothing took the file's place.
    #expect(
      try plans().map { try FileManager.default.attributesOfItem(atPath: $0.path)[.systemFileNumber] as? Int }
        == [kept])
    _ = try await session()
    #expect(written.count == 1)
  }

  @Test func `keeps the timings of one build for the next, and not for another TensorRT`() async throws {
    func timings() throws -> [String] {
      try FileManager.default.contentsOfDirectory(at: cache.folder, includingPropertiesForKeys: nil)
        .filter { $0.lastPathComponent.hasPrefix("tensorrt-timings") }
        .map { String(decoding: try Data(contentsOf: $0).dropLast(32), as: UTF8.self) }.sorted()
    }
    _ = try await session(batch: 1)
    #expect(try timings() == ["timings 100300 Double 1"])
    _ = try await session(batch: 2)
    #expect(try timings() == ["timings 100300 Double 2"])
    _ = try await session(batch: 1, version: "11.1.0")
    #expect(try timings() == ["timings 100300 Double 2", "timings 110100 Double 1"])
  }

  @Test func `works without keeping anything`() async throws {
    let session = try await load(portable(try Self.extractor()), keeps: false)
    #expect(try await session.run(items: 2, fill: Self.fill).shape == [2, 512])
    #expect(!FileManager.default.fileExists(atPath: cache.folder.path))
  }

  @Test(arguments: versions) func `shows what was fused and in which numbers it computes`(version: String)
    async throws
  {
    let compiled = try #require(try await session(version: version).compiled())
    let fused = try #require(compiled.layers.first { $0.parts.count > 1 })
    #expect(fused.kind == "Conv" && fused.parts.count == 2)
    #expect(compiled.layers.allSatisfy { $0.input == .fp32 && $0.output == .fp32 })
    #expect(compiled.isReplayed, "starting all at once is faster")
    #expect(compiled.workingBytes > 0 && compiled.weightBytes > 0)
  }
}

// MARK: - Number formats

extension TensorRT.`The TensorRT engine` {
  /// An extractor in 8-bit integers.
  static func integers() throws -> Network {
    let network = Network.deterministic(
      try I3DNonLocal(width: 0.125).graph(frames: 8, frameHeight: 32, frameWidth: 32))
    let shape = [1, 3, 8, 32, 32]
    let snippet = Tensor(
      shape: shape, values: DeterministicValues.uniform("calibration", count: shape.reduce(1, *)))
    var calibration = QuantizationCalibration(network)
    calibration.add(try ReferenceInterpreter.run(calibration.network, ["snippet": snippet]))
    return try network.quantized(
      by: calibration.quantization(.leastSquares), means: calibration.means)
  }

  func written(_ network: Network, _ options: ONNXOptions) -> PortableNetwork {
    PortableNetwork(identity: "formats") { try ONNXExport(network, options).write(to: $0) }
  }

  @Test(arguments: versions) func `computes in the format of the file`(version: String) async throws {
    let half = ONNXOptions(sizes: ["batch": 4], target: .tensorRT, usesHalfFloats: true)
    let extractor = Network.deterministic(try Self.extractor())
    let session = try await load(
      written(extractor, half), version: version, precision: .float16, keeps: false)
    #expect(try session.compiled()?.layers.allSatisfy { $0.output == .fp16 } == true)
    #expect(try await session.run(items: 3, fill: Self.fill).shape == [3, 512])
    let integers = try await load(
      written(try Self.integers(), ONNXOptions(target: .tensorRT)), version: version, keeps: false)
    #expect(try integers.compiled()?.layers.allSatisfy { $0.output == .int8 } == true)
  }

  @Test func `refuses integers that are written for another engine`() async throws {
    let error = await #expect(throws: InferenceError.self) {
      _ = try await load(
        written(try Self.integers(), ONNXOptions(target: .openVINO)), keeps: false)
    }
    #expect(error?.message.contains("wrongly") == true, "\(error?.message ?? "")")
  }
}

/// How often something happened, from any thread.
final class Counter: Sendable {
  private let value = Mutex(0)

  var count: Int { value.withLock { $0 } }
  func add() { value.withLock { $0 += 1 } }
}
