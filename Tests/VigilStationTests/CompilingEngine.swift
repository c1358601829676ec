import Synchronization
import VigilCore
import VigilInference
import VigilModels
import VigilOpenVINO

/// An engine on a processor whose loads take for as long as a test wants, as if it compiled for minutes.
struct CompilingEngine: InferenceEngine {
  /// Holds loads up.
  final class Gate: Sendable {
    private struct State {
      var closed: SharedResult<Void>?
      var held = 0
    }
    private let state = Mutex(State())

    /// How many loads were held up.
    var held: Int { state.withLock { $0.held } }

    /// Holds up all loads that begin from now on.
    func close() { state.withLock { $0.closed = SharedResult() } }

    /// Lets them go on.
    func open() {
      let closed = state.withLock { state in
        defer { state.closed = nil }
        return state.closed
      }
      closed?.finish(.success(()))
    }

    fileprivate func pass() async {
      let closed = state.withLock { state in
        if state.closed != nil { state.held += 1 }
        return state.closed
      }
      try? await closed?.value()
    }
  }

  static var capabilities: EngineCapabilities {
    var capabilities = OpenVINOEngine.capabilities
    capabilities.compilesForMinutes = true
    return capabilities
  }

  private let engine: OpenVINOEngine
  private let gate: Gate

  /// How a configuration names it.
  static func registration(_ gate: Gate) -> EngineRegistration {
    EngineRegistration("compiling", title: "Compiling") { _ throws(InferenceError) in
      CompilingEngine(engine: try OpenVINOEngine(), gate: gate)
    }
  }

  var name: String { engine.name }
  var version: String { engine.version }
  var device: String { engine.device }
  var libraryPath: String? { engine.libraryPath }

  func load(_ network: PortableNetwork, options: LoadOptions) async throws(InferenceError)
    -> any InferenceSession
  {
    await gate.pass()
    return try await engine.load(network, options: options)
  }
}
