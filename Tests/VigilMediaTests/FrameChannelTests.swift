import Foundation
import Synchronization
import Testing
import VigilCore
import VigilMedia

@Suite(.timeLimit(.minutes(15))) struct `A frame channel` {
  private func frame(_ index: Int) -> SourceElement {
    .frame(Frame(index: index, time: Double(index), width: 1, height: 1, pixels: [0, 0, 0]))
  }

  private func gap(_ start: Double, _ end: Double) -> SourceElement {
    .gap(SourceGap(start: start, end: end, reason: .connectionLost))
  }

  private func loss(_ time: Double) -> SourceElement {
    .lost(SourceLoss(reason: .connectionLost, time: time, date: nil, message: "gone"))
  }

  /// What is left in a channel, as text.
  private func rest(of channel: FrameChannel) async throws -> [String] {
    channel.finish()
    var rest: [String] = []
    while let element = try await channel.next() {
      switch element {
      case .frame(let frame): rest.append("\(frame.index)")
      case .lost(let loss): rest.append("lost \(loss.time)")
      case .gap(let gap): rest.append("gap \(gap.start)-\(gap.end)")
      }
    }
    return rest
  }

  @Test func `makes its sender wait when it is full`() async throws {
    let channel = FrameChannel(capacity: 3, keepsNewest: false)
    let sent = Mutex(0)
    let first = frame(0)
    Thread.detachNewThread {
      for _ in 0..<100 {
        _ = channel.send(first)
        sent.withLock { $0 += 1 }
      }
      channel.finish()
    }
    var received = 0
    while try await channel.next() != nil {
      received += 1
      #expect(sent.withLock { $0 } <= received + 3)
    }
    #expect(received == 100)
  }

  @Test func `lets its sender go when it is closed`() async throws {
    let channel = FrameChannel(capacity: 1, keepsNewest: false)
    let element = frame(0)
    _ = channel.send(element)
    let isGone = Mutex(false)
    Thread.detachNewThread {
      _ = channel.send(element)
      isGone.withLock { $0 = true }
    }
    while !channel.senderWaits { await Task.yield() }
    #expect(!isGone.withLock { $0 })
    channel.close()
    // Until the time limit, if it is not let go.
    while !isGone.withLock({ $0 }), !Task.isCancelled { await Task.yield() }
    #expect(isGone.withLock { $0 })
  }

  @Test func `that keeps the newest drops the oldest and says how many`() async throws {
    let channel = FrameChannel(capacity: 2, keepsNewest: true)
    #expect((0..<5).map { channel.send(frame($0)) } == [0, 0, 1, 1, 1])
    #expect(try await rest(of: channel) == ["3", "4"])
  }

  @Test func `never grows by gaps, for neighbours become one`() async throws {
    let channel = FrameChannel(capacity: 1, keepsNewest: true)
    for index in 0..<5 {
      _ = channel.send(frame(index))
      _ = channel.send(gap(Double(index), Double(index) + 1))
    }
    _ = channel.send(frame(5))
    #expect(try await rest(of: channel) == ["gap 0.0-5.0", "5"])
  }

  @Test func `never grows by losses, and keeps the first one, the merged gap and the one that lasts`()
    async throws
  {
    let channel = FrameChannel(capacity: 1, keepsNewest: true)
    for index in 0..<100 {
      _ = channel.send(frame(index))
      _ = channel.send(loss(Double(index)))
      _ = channel.send(gap(Double(index), Double(index) + 1))
    }
    _ = channel.send(frame(100))
    _ = channel.send(loss(100))
    _ = channel.send(loss(100))
    #expect(try await rest(of: channel) == ["lost 0.0", "gap 0.0-100.0", "100", "lost 100.0"])
  }

  @Test(arguments: [1, 7, 1000])
  func `counts every interruption, whatever it merges`(capacity: Int) async throws {
    let channel = FrameChannel(capacity: capacity, keepsNewest: true)
    for index in 0..<100 {
      _ = channel.send(frame(index))
      _ = channel.send(loss(Double(index)))
      _ = channel.send(gap(Double(index), Double(index) + 1))
    }
    channel.finish()
    var (gaps, interruptions) = (0, 0)
    while let element = try await channel.next() {
      guard case .gap(let gap) = element else { continue }
      gaps += 1
      interruptions += gap.interruptions
    }
    #expect(gaps == min(capacity + 1, 100) && interruptions == 100)
  }

  @Test func `gives what it holds before it fails`() async throws {
    let channel = FrameChannel(capacity: 2, keepsNewest: false)
    _ = channel.send(frame(7))
    channel.finish(throwing: MediaError(.silence, "nothing came"))
    #expect(try await channel.next() != nil)
    await #expect(throws: MediaError.self) { try await channel.next() }
  }
}
