import Foundation
import Synchronization
import Testing
import VigilCore
import VigilInference
import VigilNetworks
import VigilOpenVINO
import VigilTorch

@Suite(.enabled(if: plugin != nil, "the LibTorch plug-in is not built: scripts/build-torch"), .serialized)
struct `The LibTorch engine` {
  let engine: TorchEngine

  init() throws {
    engine = try TorchEngine()
    extractor = Network.deterministic(
      try I3DNonLocal(width: 0.25).graph(frames: 8, frameHeight: 40, frameWidth: 36))
  }

  let extractor: Network
  static let snippetShape = [3, 8, 40, 36]

  func portable(_ network: Network) -> PortableNetwork {
    PortableNetwork(identity: "test", program: { NetworkProgram(network) }, writeONNX: { _ in })
  }

  func session(_ network: Network) async throws -> any InferenceSession {
    try await engine.load(portable(network), options: LoadOptions(threads: 2))
  }

  static func snippet(_ index: Int) -> [Float] {
    DeterministicValues.uniform("clip.\(index)", count: snippetShape.reduce(1, *))
  }

  /// The largest difference as a part of the largest value.
  func difference(_ values: Tensor?, _ wanted: Tensor?) throws -> Float {
    let (values, wanted) = (try #require(values), try #require(wanted))
    #expect(values.shape == wanted.shape)
    let scale = wanted.values.map(abs).max() ?? 0
    return (zip(values.values, wanted.values).map { abs($0 - $1) }.max() ?? .infinity) / scale
  }

  @Test func `tells what it is`() async throws {
    #expect(engine.name == "LibTorch" && engine.device == "cpu")
    #expect(engine.version.split(separator: ".").count >= 3)
    let extractor = try await session(self.extractor)
    #expect(extractor.input == NetworkPort(name: "snippet", shape: [1] + Self.snippetShape))
    #expect(extractor.outputs == [NetworkPort(name: "features", shape: [1, 512])])
    #expect(extractor.layout == StreamLayout(threads: 2, streams: 1))
    let weights = NetworkProgram(self.extractor).tensors.values.reduce(0) { $0 + $1.values.count }
    #expect(extractor.weightBytes == 4 * weights && weights > 0)
    let detector = try await session(Network.deterministic(RTFM(features: 64).graph()))
    #expect(detector.input.shape == [nil, nil, 64])
  }

  @Test func `computes ten crops in one batch as the reference does one by one`() async throws {
    let session = try await session(extractor)
    let result = try await session.run(items: 10) { item, span in
      for (index, value) in Self.snippet(item).enumerated() { span[index] = value }
    }
    #expect(result.shape == [10, 512])
    for item in [0, 9] {
      let snippet = Tensor(shape: [1] + Self.snippetShape, values: Self.snippet(item))
      let expected = try ReferenceInterpreter.run(extractor, ["snippet": snippet])["features"]
      let row = Tensor(shape: [1, 512], values: Array(result.values[item * 512..<(item + 1) * 512]))
      #expect(try difference(row, expected) < 1e-5)
    }
    // Alone, sums may be divided in another way.
    for item in 0..<10 {
      let alone = try await session.run(Tensor(shape: [1] + Self.snippetShape, values: Self.snippet(item)))
      let row = Tensor(shape: [1, 512], values: Array(result.values[item * 512..<(item + 1) * 512]))
      #expect(try difference(row, alone["features"]) < 1e-6)
    }
  }

  @Test func `computes both detectors as the reference does`() async throws {
    for scope in [RTFM.Scope.all, .newest] {
      let network = Network.deterministic(try RTFM(features: 64).graph(scope))
      let session = try await session(network)
      for shape in [[2, 5, 64], [10, 1, 64], [1, 33, 64]] {
        let features = Tensor(
          shape: shape, values: DeterministicValues.uniform("\(shape)", count: shape.reduce(1, *)))
        let expected = try ReferenceInterpreter.run(network, [network.graph.inputs[0].name: features])
        #expect(try difference(try await session.run(features)["scores"], expected["scores"]) < 1e-5)
      }
    }
  }

  @Test func `computes as OpenVINO does`() async throws {
    guard let openVINO = try? OpenVINOEngine() else { return }
    let network = extractor
    let onnx = PortableNetwork(identity: "torch-test") { try ONNXExport(network).write(to: $0) }
    let other = try await openVINO.load(onnx, options: LoadOptions(threads: 1, cache: nil))
    let session = try await session(network)
    let fill: @Sendable (Int, inout MutableSpan<Float>) -> Void = { item, span in
      for (index, value) in Self.snippet(item).enumerated() { span[index] = value }
    }
    let (ours, theirs) = (
      try await session.run(items: 3, fill: fill), try await other.run(items: 3, fill: fill)
    )
    #expect(try difference(ours, theirs) < 1e-5)
  }

  @Test func `gives equal bits to callers at once`() async throws {
    let session = try await session(extractor)
    let fill: @Sendable (Int, inout MutableSpan<Float>) -> Void = { item, span in
      for (index, value) in Self.snippet(item).enumerated() { span[index] = value }
    }
    let alone = try await session.run(items: 2, fill: fill)
    try await withThrowingTaskGroup(of: Tensor.self) { group in
      for _ in 0..<4 { group.addTask { try await session.run(items: 2, fill: fill) } }
      for try await result in group { #expect(result == alone) }
    }
  }

  @Test func `stops writing inputs when its task is cancelled`() async throws {
    let session = try await session(extractor)
    let written = Mutex(0)
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await session.run(items: 4) { _, _ in written.withLock { $0 += 1 } }
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(written.withLock { $0 } == 0)
    // The place that it had is free again.
    _ = try await session.run(Tensor(shape: [1] + Self.snippetShape, values: Self.snippet(0)))
  }

  @Test func `says in one line what it cannot do`() async throws {
    let session = try await session(extractor)
    func message(_ code: InferenceError.Code, _ body: () async throws -> Void) async throws -> String {
      let error = try #require(await #expect(throws: InferenceError.self) { try await body() })
      #expect(error.code == code && !error.message.contains("\n"), "\(error.message)")
      return error.message
    }
    // More than any machine has.
    let memory = try await message(.engineFailed) {
      _ = try await session.run(items: 1 << 36) { _, _ in }
    }
    #expect(memory.contains("not enough memory") && memory.contains("--crops"), "\(memory)")
    let shape = try await message(.shapeMismatch) {
      _ = try await session.run(Tensor(repeating: 0, shape: [1, 2]))
    }
    #expect(shape.contains("1x3x8x40x36"))
    let form = try await message(.modelNotFound) {
      _ = try await engine.load(PortableNetwork(identity: "onnx") { _ in }, options: LoadOptions())
    }
    #expect(form.contains("LibTorch"))
    let integers = NetworkProgram(
      text: "input\tx\nnode\ty\tquantize\t0.1 1\tx\t\noutput\ty\n", tensors: [:],
      input: NetworkPort(name: "x", shape: [1, 2]), outputs: [NetworkPort(name: "y", shape: [1, 2])])
    let format = try await message(.engineFailed) {
      let network = PortableNetwork(identity: "integers", program: { integers }, writeONNX: { _ in })
      _ = try await engine.load(network, options: LoadOptions())
    }
    #expect(format.contains("8-bit integers") && format.contains("--engine torch"))
  }

  @Test func `refuses a device that is not there`() throws {
    let plugin = try #require(plugin)
    // A machine with GPUs has no hundred of them.
    for name in (try? plugin.name(of: .cuda)) == nil ? ["cuda", "cuda:99"] : ["cuda:99"] {
      let device = try #require(ComputeDevice(rawValue: name))
      let error = #expect(throws: InferenceError.self) { try TorchEngine(on: device) }
      #expect(error?.code == .engineFailed)
      #expect(error?.message.hasPrefix("--device \(name): ") == true, "\(error?.message ?? "")")
    }
  }
}
