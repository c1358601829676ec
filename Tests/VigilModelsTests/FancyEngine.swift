import Synchronization
import VigilCore
import VigilInference
import VigilModels

/// A third engine, which exists only here: it computes 32-bit floats and 8-bit integers on a GPU, decides by itself how many
/// streams there are, and leaves the first layers to Vigil if it is asked to.
struct FancyEngine: InferenceEngine {
  static let capabilities = EngineCapabilities(
    devices: [.cuda: EngineCapabilities.Formats([.fp32, .int8])], itemHandling: .streams,
    choosesStreams: false, stem: .onRequest)

  let name = "Fancy"
  let version = "1.0"
  let device: String
  let libraryPath: String? = "/lib/libfancy.so"
  let loads: Loads

  /// Its registration, as that of a real engine.
  static func registration(_ loads: Loads = Loads()) -> EngineRegistration {
    EngineRegistration("fancy", title: "Fancy") { device throws(InferenceError) in
      FancyEngine(device: device.rawValue, loads: loads)
    }
  }

  /// The engines of this program and the new one.
  static let registry = EngineRegistry(EngineRegistry.standard.engines + [registration()])

  func load(
    _ network: PortableNetwork, options: LoadOptions
  ) async throws(InferenceError) -> any InferenceSession {
    guard let program = try network.operations() else {
      throw InferenceError(.modelNotFound, "there is no program")
    }
    guard loads.add(options, input: program.input.name) else {
      throw InferenceError(.engineFailed, "the GPU is away")
    }
    return FancySession(input: program.input, outputs: program.outputs, layout: options.layout)
  }

  /// What was loaded, from any thread.
  final class Loads: Sendable {
    private let loads = Mutex<[(options: LoadOptions, input: String)]>([])
    private let failures: Mutex<Int>

    init(failures: Int = 0) { self.failures = Mutex(failures) }

    var all: [LoadOptions] { loads.withLock { $0.map(\.options) } }
    /// The names of the networks' inputs, in the order of loading: `snippet` of extractors, `features` of detectors.
    var inputs: [String] { loads.withLock { $0.map(\.input) } }

    /// False if this load shall fail.
    func add(_ options: LoadOptions, input: String) -> Bool {
      loads.withLock { $0.append((options, input)) }
      return failures.withLock { failures in
        defer { failures -= 1 }
        return failures <= 0
      }
    }
  }
}

/// A network that gives zeros.
struct FancySession: InferenceSession {
  let input: NetworkPort
  let outputs: [NetworkPort]
  let layout: StreamLayout

  func run(
    items: Int, fill: @escaping @Sendable (Int, inout MutableSpan<Float>) -> Void
  ) async throws(InferenceError) -> Tensor {
    Tensor(repeating: 0, shape: [items] + (outputs[0].fixedShape ?? [1]).dropFirst())
  }

  func run(_ input: Tensor) async throws(InferenceError) -> [String: Tensor] {
    [outputs[0].name: Tensor(repeating: 0, shape: outputs[0].fixedShape ?? [input.shape[0], input.shape[1]])]
  }
}
