import Foundation
import Testing
import VigilEvidence
import VigilTestSupport

/// What is beyond four gigabytes, or 65,535 members, has wider fields; here they begin at ten bytes.
@Suite struct `The layout of an archive` {
  @Test(arguments: [UInt64(UInt32.max), 200, 60, 10, 0], [UInt64(UInt16.max), 2])
  func `is read by other programs, large or not`(size: UInt64, count: UInt64) throws {
    let folder = try TemporaryFolder()
    let files: [(name: String, bytes: [UInt8])] = [
      ("small.txt", Array("few".utf8)), ("Tür/門.txt", Array(repeating: 65, count: 100)), ("empty", []),
      ("last.txt", Array("the last one".utf8)),
    ]
    var limits = ZipLayout.Limits()
    (limits.size, limits.count) = (size, count)
    let members = files.map { file in
      var checksum = CRC32()
      checksum.update(file.bytes)
      return ZipMember(name: file.name, bytes: UInt64(file.bytes.count), crc32: checksum.value)
    }
    let layout = ZipLayout(members: members, time: ZipTime(time: 0x6000, date: 0x5D7E), limits: limits)
    let bytes = zip(members, files).flatMap { layout.localHeader($0) + $1.bytes } + layout.directory
    #expect(UInt64(bytes.count) == layout.bytes)
    try Data(bytes).write(to: folder.appending("a.zip"))

    try CommandLineTool.run("unzip", ["-tq", folder.path("a.zip")])
    let program = """
      import sys, zipfile
      z = zipfile.ZipFile(sys.argv[1])
      for i in z.infolist(): print(i.filename, i.date_time, z.read(i).decode())
      """
    let text = try CommandLineTool.run("python3", ["-c", program, folder.path("a.zip")])
    #expect(
      text
        == files.map { "\($0.name) (2026, 11, 30, 12, 0, 0) \(String(decoding: $0.bytes, as: UTF8.self))\n" }
        .joined())
  }
}
