import Foundation
import Synchronization
import Testing
import VigilCore

@Suite(.serialized, .timeLimit(.minutes(15))) struct `A listener for signals` {
  @Test func `hears each one, whichever thread it interrupts`() async {
    let heard = Atomic(0)
    let listener = SignalListener([SIGUSR2]) { _ in heard.add(1, ordering: .relaxed) }
    for count in 1...500 {
      kill(getpid(), SIGUSR2)
      while heard.load(ordering: .relaxed) < count { await Task.yield() }
    }
    withExtendedLifetime(listener) {}
    #expect(heard.load(ordering: .relaxed) == 500)
  }

  @Test func `hears its own signals alone, and leaves them as they were once nobody listens`() async {
    let first = Mutex<[Int32]>([])
    let second = Mutex<[Int32]>([])
    func isHandled(_ number: Int32) -> Bool {
      var action = sigaction()
      sigaction(number, nil, &action)
      return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) != 0
    }
    do {
      let one = SignalListener([SIGUSR2]) { number in first.withLock { $0.append(number) } }
      do {
        let both = SignalListener([SIGUSR2, SIGWINCH]) { number in second.withLock { $0.append(number) } }
        kill(getpid(), SIGWINCH)
        while second.withLock({ $0.count }) < 1 { await Task.yield() }
        kill(getpid(), SIGUSR2)
        while second.withLock({ $0.count }) < 2 || first.withLock({ $0.isEmpty }) { await Task.yield() }
        withExtendedLifetime(both) {}
      }
      #expect(isHandled(SIGUSR2) && !isHandled(SIGWINCH))
      withExtendedLifetime(one) {}
    }
    #expect(!isHandled(SIGUSR2))
    #expect(first.withLock { $0 } == [SIGUSR2] && second.withLock { $0 } == [SIGWINCH, SIGUSR2])
  }
}
