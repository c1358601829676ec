import Foundation
package import VigilCore
package import VigilStore

/// Takes the messages of one channel from the outbox, one at a time, and delivers each until it is acknowledged.
///
/// Runs on a thread of its own: a receiver that is slow holds up nothing else. Messages come in the order in which they are due. One that is
/// refused is tried again by a schedule of its own; a receiver that is away is asked with longer and longer pauses, and hears all when it
/// is back.
package actor Delivery {
  private let executor = BlockingExecutor(label: "vigil.notify")
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let channel: any MessageChannel
  private let store: StationStore
  private let schedule: DeliverySchedule
  private let clocks: Clocks
  private let report: @Sendable (NotifyReport) -> Void

  /// How often nobody was there, in a row.
  private var failures = 0
  private var pausedUntil = -Double.infinity
  private var trouble: Trouble?
  private var knownLosses: Int?
  private var lossesRead = -Double.infinity

  /// What was told last of how messages fare; `stuck` is for the database's fault.
  private enum Trouble { case failing, incomplete, stuck }

  /// How long to wait for messages when there are none, in seconds.
  private static let idle = 0.5
  /// How often the losses are looked at, in seconds.
  private static let lossInterval = 60.0

  package init(
    _ channel: any MessageChannel, store: StationStore, schedule: DeliverySchedule = .usual,
    clocks: Clocks = .machine, report: @escaping @Sendable (NotifyReport) -> Void
  ) {
    (self.channel, self.store, self.schedule) = (channel, store, schedule)
    (self.clocks, self.report) = (clocks, report)
  }

  /// Delivers until a stop is requested or the receiver wants nothing any more.
  package func run(stop: StopRequest) async {
    while !stop.isRequested {
      tellOfLosses()
      var wait: Double?
      if clocks.now() < pausedUntil {
        wait = min(Self.idle, pausedUntil - clocks.now())
      } else {
        do { wait = try deliverNext(stop: stop) } catch {
          if error.code == .unreadable {
            tellOfLosses(reason: NotifyReason(error.message))
            wait = 0
          } else {
            // What was delivered is delivered again.
            fail(NotifyReason("the database cannot be used", detail: error.message), as: .stuck)
            wait = Self.idle * 10
          }
        }
      }
      guard let wait else { return }
      guard wait > 0 else { continue }
      try? await stop.ending { try await Task.sleep(for: .seconds(wait)) }
    }
  }

  /// Delivers the message that is due.
  ///
  /// - Returns: seconds until the next can be looked for; nil if nothing is to be sent any more.
  private func deliverNext(stop: StopRequest) throws(StoreError) -> Double? {
    guard let message = try store.nextMessage(to: channel.name) else {
      if trouble == .stuck { recover() }
      note(channel.reach)
      return Self.idle
    }
    let outcome = channel.deliver(message, stop: stop)
    // A station that ends may be the reason why a message is not taken.
    if stop.isRequested, !outcome.isTaken { return 0 }
    switch outcome {
    case .delivered:
      try store.acknowledge(message)
      failures = 0
      recover()
    case .partly(let reason):
      try store.acknowledge(message)
      failures = 0
      fail(reason, as: .incomplete)
    case .refused(let reason):
      try putOff(message, reason)
    case .deferred(let reason, let reached):
      try putOff(message, reason, reached: reached)
    case .unavailable(let reason, let asked):
      fail(reason)
      failures += 1
      pausedUntil = clocks.now() + schedule.pause(afterFailures: failures, asked: asked)
    case .gone(let reason):
      report(.disabled(channel.name, reason: reason))
      return nil
    }
    return 0
  }

  /// Tries a message again later, or never.
  private func putOff(
    _ message: OutboxMessage, _ reason: NotifyReason, reached: Set<String> = []
  ) throws(StoreError) {
    failures = 0
    if let delay = schedule.delay(afterRefusals: message.attempts) {
      fail(reason)
      try store.postpone(message, until: clocks.date() + delay, reached: reached)
    } else {
      try store.giveUp(message)
      tellOfLosses(reason: reason)
    }
  }

  /// Told once, until a message gets through.
  private func fail(_ reason: NotifyReason, as kind: Trouble = .failing) {
    guard trouble != kind else { return }
    trouble = kind
    report(
      kind == .incomplete
        ? .incomplete(channel.name, reason: reason) : .failing(channel.name, reason: reason))
  }

  private func recover() {
    if trouble != nil { report(.recovered(channel.name)) }
    trouble = nil
  }

  /// Whoever is connected for good is told of before there is a message.
  private func note(_ reach: ChannelReach) {
    switch reach {
    case .unknown: break
    case .reached: recover()
    case .unreachable(let reason): fail(reason)
    }
  }

  private func tellOfLosses(reason: NotifyReason? = nil) {
    let now = clocks.now()
    guard reason != nil || now - lossesRead >= Self.lossInterval else { return }
    lossesRead = now
    guard let lost = try? store.outboxCount(of: channel.name).lost else { return }
    if let known = knownLosses, lost > known {
      report(
        .lost(
          channel.name, messages: lost - known,
          reason: reason ?? "more than \(store.options.outboxCount) waited"))
    }
    knownLosses = lost
  }
}
