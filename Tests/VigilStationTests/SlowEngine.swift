import Synchronization
import VigilCore
import VigilInference
import VigilModels
import VigilOpenVINO

/// An engine on a processor that takes a given time for each input of the extractor, one after the other, whatever machine it is.
///
/// Only the first input is computed: all others get the same features.
struct SlowEngine: InferenceEngine {
  /// How slow it is, which may change at any time.
  final class Pace: Sendable {
    private struct State {
      var secondsPerItem: Double
      var isFreeFrom = 0.0
    }
    private let state: Mutex<State>

    init(secondsPerItem: Double) { state = Mutex(State(secondsPerItem: secondsPerItem)) }

    func change(to secondsPerItem: Double) { state.withLock { $0.secondsPerItem = secondsPerItem } }

    /// Seconds until so many inputs, behind all before them, are computed.
    fileprivate func duration(of items: Int) -> Double {
      let now = Clocks.machine.now()
      return state.withLock { state in
        state.isFreeFrom = max(now, state.isFreeFrom) + Double(items) * state.secondsPerItem
        return state.isFreeFrom - now
      }
    }
  }

  static let capabilities = OpenVINOEngine.capabilities

  private let engine: OpenVINOEngine
  private let pace: Pace

  /// How a configuration names it.
  static func registration(_ pace: Pace) -> EngineRegistration {
    EngineRegistration("slow", title: "Slow") { _ throws(InferenceError) in
      SlowEngine(engine: try OpenVINOEngine(), pace: pace)
    }
  }

  var name: String { engine.name }
  var version: String { engine.version }
  var device: String { engine.device }
  var libraryPath: String? { engine.libraryPath }

  func load(_ network: PortableNetwork, options: LoadOptions) async throws(InferenceError)
    -> any InferenceSession
  {
    Session(session: try await engine.load(network, options: options), pace: pace)
  }

  private final class Session: InferenceSession {
    private let session: any InferenceSession
    private let pace: Pace
    private let first = Mutex<Tensor?>(nil)

    init(session: any InferenceSession, pace: Pace) { (self.session, self.pace) = (session, pace) }

    var input: NetworkPort { session.input }
    var outputs: [NetworkPort] { session.outputs }
    var layout: StreamLayout { session.layout }

    func run(
      items: Int, fill: @escaping @Sendable (Int, inout MutableSpan<Float>) -> Void
    ) async throws -> Tensor {
      var item = first.withLock { $0 }
      if item == nil { item = try await session.run(items: 1, fill: fill) }
      guard let item else { throw CancellationError() }
      first.withLock { $0 = item }
      // The time is what this engine is for.
      try await Task.sleep(for: .seconds(pace.duration(of: items)))
      return Tensor(
        shape: [items] + item.shape.dropFirst(),
        values: Array(repeatElement(item.values, count: items).joined()))
    }

    func run(_ input: Tensor) async throws -> [String: Tensor] { try await session.run(input) }
  }
}
