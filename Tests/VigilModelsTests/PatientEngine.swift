import Foundation
import Synchronization
import VigilCore
import VigilInference
import VigilModels
import VigilTestSupport

/// An engine that compiles for minutes, in a manner of speaking: for fixed batches, in the number formats of the file, on a GPU.
struct PatientEngine: InferenceEngine {
  static let capabilities = EngineCapabilities(
    devices: [.cuda: EngineCapabilities.Formats([.fp32, .fp16, .int8], imposed: .fp16)],
    itemHandling: .fixedBatch, choosesStreams: false, networkForm: .typed, compilesForMinutes: true)

  let name = "Patient"
  let version = "1.0"
  let device: String
  let libraryPath: String? = nil
  let compiled: Compiled

  static func registration(_ compiled: Compiled) -> EngineRegistration {
    EngineRegistration("patient", title: "Patient") { device throws(InferenceError) in
      PatientEngine(device: device.rawValue, compiled: compiled)
    }
  }

  func isPrepared(_ network: PortableNetwork, options: LoadOptions) -> Bool {
    compiled.files.keys.contains(network.identity)
  }

  func load(
    _ network: PortableNetwork, options: LoadOptions
  ) async throws(InferenceError) -> any InferenceSession {
    guard let program = try network.operations() else {
      throw InferenceError(.modelNotFound, "there is no program")
    }
    do { try compiled.add(network) } catch { throw InferenceError(.modelNotFound, "\(error)") }
    return PatientSession(
      plain: FancySession(input: program.input, outputs: program.outputs, layout: options.layout))
  }

  /// The ONNX files by the identities of their networks.
  final class Compiled: Sendable {
    private let content = Mutex<[String: Data]>([:])

    var files: [String: Data] { content.withLock { $0 } }

    func add(_ network: PortableNetwork) throws {
      guard files[network.identity] == nil else { return }
      let folder = try TemporaryFolder()
      try network.writeONNX(folder.appending("network.onnx"))
      let file = try Data(contentsOf: folder.appending("network.onnx"))
      content.withLock { $0[network.identity] = file }
    }
  }
}

/// Zeros, and a description of what became of the network.
struct PatientSession: InferenceSession {
  let plain: FancySession

  var input: NetworkPort { plain.input }
  var outputs: [NetworkPort] { plain.outputs }
  var layout: StreamLayout { plain.layout }

  func compiled() -> CompiledNetwork? {
    CompiledNetwork(
      layers: [
        CompiledLayer(parts: ["a", "b"], kind: "Convolution", input: .fp16, output: .fp16),
        CompiledLayer(parts: ["c"], kind: "Pooling", input: .fp16, output: .fp32),
        CompiledLayer(parts: ["d"], kind: "Shuffle", input: nil, output: nil),
      ], weightBytes: 74_000_000, workingBytes: 12_400_000, isReplayed: true)
  }

  func run(
    items: Int, fill: @escaping @Sendable (Int, inout MutableSpan<Float>) -> Void
  ) async throws -> Tensor { try await plain.run(items: items, fill: fill) }

  func run(_ input: Tensor) async throws -> [String: Tensor] { try await plain.run(input) }
}
