import Testing
import VigilInference

@Suite struct `An execution layout` {
  @Test(arguments: [
    // One item gets all threads, whatever the machine.
    (1, 1, 1), (1, 2, 1), (1, 8, 1),
    // Ten items: a stream for each thread while that leaves none idle for long.
    (10, 1, 1), (10, 2, 2), (10, 4, 2), (10, 5, 5), (10, 10, 10), (10, 20, 10),
    (2, 2, 2), (4, 4, 4), (5, 2, 1),
  ])
  func `finishes the items first`(items: Int, threads: Int, streams: Int) {
    #expect(
      StreamLayout.best(items: items, threads: threads) == StreamLayout(threads: threads, streams: streams))
  }

  @Test(arguments: [
    (1, 8, [1]), (10, 1, [1]), (10, 2, [1, 2]), (10, 4, [1, 2, 4]), (5, 8, [1, 5]), (2, 8, [1, 2]),
  ])
  func `knows which streams are worth measuring`(items: Int, threads: Int, counts: [Int]) {
    #expect(StreamLayout.streamCounts(items: items, threads: threads) == counts)
  }

  @Test func `never has more streams than threads or items`() {
    for items in 1...12 {
      for threads in 1...32 {
        let layout = StreamLayout.best(items: items, threads: threads)
        #expect(layout.threads == threads)
        #expect((1...min(items, threads)).contains(layout.streams))
      }
    }
  }

  @Test(arguments: [(2, 1, 10, 2), (2, 40, 10, 8), (2, 16, 10, 2), (1, 40, 1, 40), (2, 40, 50, 2)])
  func `knows how many calls are computed at the same time`(
    streams: Int, gathered: Int, items: Int, calls: Int
  ) {
    let layout = StreamLayout(threads: 2, streams: streams, gatheredItems: gathered)
    #expect(layout.concurrentCalls(items: items) == calls)
  }
}
