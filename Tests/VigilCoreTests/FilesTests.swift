import Foundation
import Testing
import VigilCore
import VigilTestSupport

@Suite struct `Files that a user names` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: folder.appending(name))
    return folder.path(name)
  }

  @Test func `are read as lines without white space`() throws {
    let path = try write("list", Array("  a\r\n\n\tb \n# c".utf8))
    #expect(try TextFile.lines(path) == ["a", "b", "# c"])
  }

  @Test func `are refused where they are missing or are not text`() throws {
    let missing = #expect(throws: CoreError.self) { try TextFile.read(folder.path("none")) }
    #expect(missing?.code == .cannotRead)
    let latin = try write("latin.txt", [0xFF, 0xFE, 0x31])
    let error = #expect(throws: CoreError.self) { try TextFile.read(latin) }
    #expect(error?.code == .notText && error?.message.contains("latin.txt is not text in UTF-8") == true)
  }

  @Test func `are read line by line, whatever their size, but for a last line without its end`() throws {
    let lines = (0..<3000).map { String(repeating: "x", count: $0 % 97) + "\($0)" }
    let path = try write("log", Array((lines.map { $0 + "\n" }.joined() + "cut short").utf8))
    var reader = try LineReader(URL(filePath: path))
    var found: [String] = []
    while let line = try reader.next() { found.append(line) }
    #expect(found == lines)
    #expect(throws: CoreError.self) { try LineReader(folder.appending("none")) }
  }

  @Test func `can be tried for writing, which leaves everything as it was`() throws {
    try Destination.check(folder.appending("deep/er/file"))
    #expect(try folder.names() == [])
    _ = try write("file", [1])
    for name in ["file/below", ""] {
      let error = #expect(throws: CoreError.self) { try Destination.check(folder.appending(name)) }
      #expect(error?.message.contains("cannot write") == true, "\(name)")
    }
    #expect(try folder.names() == ["file"])
  }

  @Test func `are replaced only if that is asked for`() throws {
    let file = folder.appending("m.vigil")
    try Destination.requireFree(file, replace: false)
    _ = try write("m.vigil", [1])
    let error = #expect(throws: CoreError.self) { try Destination.requireFree(file, replace: false) }
    #expect(error?.code == .alreadyThere && error?.message.contains("add --replace") == true)
    try Destination.requireFree(file, replace: true)
  }
}

@Suite struct `Texts` {
  @Test func `name the first complaints and count the others`() {
    let complaints = (1...23).map { "c\($0)" }
    #expect(complaints.joinedComplaints().hasSuffix("c20; and 3 more"))
    #expect(Array(complaints[..<20]).joinedComplaints().hasSuffix("c19; c20"))
    #expect(complaints.joinedNames() == "c1, c2, c3, c4, c5 and 18 more")
    #expect(["a", "b"].joinedNames() == "a, b")
  }

  @Test(arguments: [
    (["a", "b"], "a,b"), (["a, b", ""], "\"a, b\","), (["5\" gun"], "\"5\"\" gun\""),
    (["two\nlines"], "\"two\nlines\""),
  ])
  func `of a table quote what needs it`(fields: [String], line: String) {
    #expect(CSVText.line(fields) == line)
  }

  @Test func `of an error are its own, or what the system says`() {
    #expect((CoreError(.cannotRead, "cannot read x") as any Error).explanation == "cannot read x")
    let error = NSError(domain: "d", code: 1, userInfo: [NSLocalizedDescriptionKey: "is broken"])
    #expect((error as any Error).explanation == "is broken")
  }
}
