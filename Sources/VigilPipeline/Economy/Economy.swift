import Synchronization
public import VigilCore

/// What the runs of a station give up while there is too little time for all, and when it comes back.
///
/// All runs whose `DetectionSettings` have the same economy share one level; see `EconomyController` for how it moves. Their
/// snippets take turns, and one that has become late before its turn comes gives way to the newest of its camera: as long as frames are
/// decoded in time, scores are late by a snippet's length and `EconomyRules.lateness` at most, and what they take to compute.
public final class Economy: Sendable {
  /// The number of changes that are remembered.
  public static let rememberedChanges = 100

  private struct State {
    var controller: EconomyController
    var cameras = 0
    var levelChanges = 0
    var changes: [EconomyChange] = []
  }

  /// The rules.
  public let rules: EconomyRules
  private let clocks: Clocks
  private let onChange: (@Sendable (EconomyChange) -> Void)?
  private let state: Mutex<State>
  package let turns = Turns()

  /// Makes an economy at which nothing is given up.
  ///
  /// - Parameters:
  ///   - rules: When the level changes.
  ///   - clocks: Must be those of the runs.
  ///   - onChange: Receives each change, on the task of the run whose snippet called for it.
  public init(
    rules: EconomyRules = EconomyRules(), clocks: Clocks = .machine,
    onChange: (@Sendable (EconomyChange) -> Void)? = nil
  ) {
    self.rules = rules
    self.clocks = clocks
    self.onChange = onChange
    state = Mutex(State(controller: EconomyController(rules: rules)))
  }

  /// How much less is computed than asked for.
  public var level: EconomyLevel { state.withLock { $0.controller.level } }

  /// How many times the level has changed.
  public var levelChanges: Int { state.withLock { $0.levelChanges } }

  /// The newest changes, in order.
  public var changes: [EconomyChange] { state.withLock { $0.changes } }

  /// Adds a run; it leaves by `EconomySeat.leave`.
  ///
  /// - Parameter snippets: How many its network computes at a time; one more may wait there, so that it is never idle.
  func join(_ demand: EconomyController.Demand, snippets: Int) -> EconomySeat {
    turns.raise(to: snippets + 1)
    let camera = state.withLock { state in
      state.cameras += 1
      state.controller.join(state.cameras, demand)
      return state.cameras
    }
    return EconomySeat(economy: self, camera: camera)
  }

  fileprivate func change(_ body: (inout EconomyController, Double) -> EconomyChange?) {
    let now = clocks.now()
    let change = state.withLock { state in
      let change = body(&state.controller, now)
      if let change {
        state.levelChanges += 1
        state.changes.append(change)
        if state.changes.count > Self.rememberedChanges { state.changes.removeFirst() }
      }
      return change
    }
    if let change { onChange?(change) }
  }
}

/// The place of one run in an economy.
struct EconomySeat: Sendable {
  fileprivate let economy: Economy
  fileprivate let camera: Int

  var level: EconomyLevel { economy.level }

  /// How many times its noise factor the still gate has at a level.
  func gateFactor(at level: EconomyLevel) -> Float {
    level >= .tighterGate ? economy.rules.gateFactor : 1
  }

  /// The gate of this run: cameras that fell quiet together are not all to be scored again at the same moment.
  func spreading(_ gate: StillGate) -> StillGate {
    var gate = gate
    // Multiples of the golden ratio lie apart, however many there are.
    gate.longest *= 1 - 0.25 * (Double(camera) * 0.618_034).truncatingRemainder(dividingBy: 1)
    return gate
  }

  /// How much longer than its own length a snippet may wait, in seconds.
  var lateness: Double { economy.rules.lateness }

  /// Waits until the networks have time for a snippet; `endTurn` follows.
  ///
  /// - Throws: `CancellationError`; then there is no turn to end.
  func takeTurn() async throws { try await economy.turns.take() }

  func endTurn() { economy.turns.giveBack() }

  /// Takes note of a snippet that was scored, or kept (nil).
  func note(_ outcome: EconomyController.Outcome?) {
    economy.change { $0.note(outcome, of: camera, at: $1) }
  }

  func leave() { economy.change { $0.leave(camera, at: $1) } }
}
