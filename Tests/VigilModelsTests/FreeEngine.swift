import Synchronization
import VigilCore
import VigilInference
import VigilModels

/// An engine with every choice there is, which gives zeros.
struct FreeEngine: InferenceEngine {
  static let capabilities = EngineCapabilities(
    devices: [
      .cpu: EngineCapabilities.Formats([.fp32, .fp16]), .cuda: EngineCapabilities.Formats([.fp32, .fp16]),
    ], itemHandling: .streams, choosesStreams: true, stem: .onRequest)

  let name = "Free"
  let version = "1.0"
  let device: String
  let libraryPath: String? = nil
  let loads: Loads

  static func registration(_ loads: Loads, name: String = "free") -> EngineRegistration {
    EngineRegistration(name, title: "Free") { device throws(InferenceError) in
      FreeEngine(device: device.rawValue, loads: loads)
    }
  }

  func load(
    _ network: PortableNetwork, options: LoadOptions
  ) async throws(InferenceError) -> any InferenceSession {
    await loads.begin()
    defer { loads.end() }
    guard let program = try network.operations() else {
      throw InferenceError(.modelNotFound, "there is no program")
    }
    return FancySession(input: program.input, outputs: program.outputs, layout: options.layout)
  }

  /// What is loaded, from any thread; held up until it is opened if a test wants that.
  final class Loads: Sendable {
    private struct State {
      var count = 0
      var running = 0
      var mostAtOnce = 0
    }

    private let state = Mutex(State())
    private let gate = SharedResult<Void>()

    init(isHeld: Bool = false) {
      if !isHeld { open() }
    }

    /// How many loads have begun.
    var count: Int { state.withLock { $0.count } }
    /// The most that ran at the same time.
    var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }

    func open() { gate.finish(.success(())) }

    func begin() async {
      state.withLock { state in
        state.count += 1
        state.running += 1
        state.mostAtOnce = max(state.mostAtOnce, state.running)
      }
      try? await gate.value()
      // Time for another to begin.
      for _ in 0..<100 { await Task.yield() }
    }

    func end() { state.withLock { $0.running -= 1 } }
  }
}

/// The default engine of this machine, whose loads are counted.
struct CountedEngine: InferenceEngine {
  static var capabilities: EngineCapabilities { EngineRegistry.standard.usual.capabilities }

  private let engine: any InferenceEngine
  private let loads: FreeEngine.Loads

  var name: String { engine.name }
  var version: String { engine.version }
  var device: String { engine.device }
  var libraryPath: String? { engine.libraryPath }

  static func registration(_ loads: FreeEngine.Loads) -> EngineRegistration {
    EngineRegistration("counted", title: "Counted") { device throws(InferenceError) in
      CountedEngine(engine: try EngineRegistry.standard.usual.open(on: device), loads: loads)
    }
  }

  private init(engine: any InferenceEngine, loads: FreeEngine.Loads) {
    (self.engine, self.loads) = (engine, loads)
  }

  func load(
    _ network: PortableNetwork, options: LoadOptions
  ) async throws(InferenceError) -> any InferenceSession {
    await loads.begin()
    defer { loads.end() }
    return try await engine.load(network, options: options)
  }
}
