import Testing
import VigilDownload

@Suite struct `The headers of an answer` {
  @Test(
    arguments: [
      ("bytes 5-9/10", 5...9, 10), ("bytes 0-0/1", 0...0, 1), ("Bytes 5-9/*", 5...9, nil),
      ("bytes */10", nil, 10),
    ] as [(String, ClosedRange<Int>?, Int?)])
  func `say which bytes come`(header: String, range: ClosedRange<Int>?, total: Int?) {
    let parsed = ContentRange(header)
    #expect(parsed?.range == range)
    #expect(parsed?.total == total)
    #expect(parsed != nil)
  }

  @Test(arguments: [
    "", "bytes", "bytes 5-9", "bytes 9-5/10", "bytes 5-10/10", "bytes -5-9/10", "bytes +5-9/10", "bytes */*",
    "lines 5-9/10", "bytes 5-9/10/11", "bytes 5-99999999999999999999/*", "bytes=5-9/10", "bytes 5-9/1_0",
    "bytes -9/10", "bytes ٥-٩/10",
  ])
  func `are not guessed at`(header: String) {
    #expect(ContentRange(header) == nil)
  }

  @Test func `are read without regard to case, the first of a name`() throws {
    var head = try #require(ResponseHead(statusLine: "HTTP/1.1 404 Not\u{1b}[31m Found"))
    for line in ["ETag:\t\"one: two\" ", "etag: \"three\"", "Empty:", "no header"] { head.add(line: line) }
    #expect(head.status == 404)
    #expect(head.reason == "Not[31m Found")
    #expect(head[name: "ETAG"] == "\"one: two\"")
    #expect(head[name: "Empty"] == "")
    #expect(head[name: "no header"] == nil)
    #expect(ResponseHead(statusLine: "HTTP/1.1") == nil)
    #expect(ResponseHead(statusLine: "SSH-2.0 404 Not Found") == nil)
  }

  @Test func `tell versions apart`() {
    let tagged = FileVersion(etag: "\"one\"", lastModified: "Monday")
    #expect(tagged.condition == "\"one\"")
    #expect(FileVersion(etag: "W/\"one\"", lastModified: "Monday").condition == "Monday")
    #expect(FileVersion(etag: "W/\"one\"").condition == nil)
    #expect(tagged.differs(from: FileVersion(etag: "\"two\"", lastModified: "Monday")))
    #expect(tagged.differs(from: FileVersion(lastModified: "Tuesday")))
    #expect(!tagged.differs(from: FileVersion(etag: "\"one\"", lastModified: "Tuesday")))
    #expect(!tagged.differs(from: FileVersion()))
  }

  @Test func `cannot make the wait longer than allowed, nor shorter`() {
    var options = DownloadOptions()
    options.longestDelay = .seconds(30)
    #expect(
      (1...7).map { options.delay(afterFailures: $0) } == [1, 2, 4, 8, 16, 30, 30].map { .seconds($0) })
    #expect(options.delay(afterFailures: 3, serverAsksFor: .seconds(1)) == .seconds(4))
    #expect(options.delay(afterFailures: 3, serverAsksFor: .seconds(9)) == .seconds(9))
    #expect(options.delay(afterFailures: 1, serverAsksFor: .seconds(3600)) == .seconds(30))
    #expect(options.delay(afterFailures: .max) == .seconds(30))
  }
}
