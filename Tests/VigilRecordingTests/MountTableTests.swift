import Foundation
import Testing
import VigilRecording
import VigilTestSupport

@Suite struct `The table of disks` {
  private func table(_ expected: String, _ mounted: String, in folder: TemporaryFolder) throws -> MountTable {
    let (first, second) = (folder.appending("fstab"), folder.appending("mounts"))
    try Data(expected.utf8).write(to: first)
    try Data(mounted.utf8).write(to: second)
    return MountTable(expected: first.path, mounted: second.path)
  }

  @Test func `tells the disk of a folder that is not there`() throws {
    let folder = try TemporaryFolder()
    let expected = """
      # a comment
      UUID=1 / ext4 defaults 0 1
      UUID=2 none swap sw 0 0
      /dev/sdb1 /srv/recordings ext4 nofail 0 2
      /dev/sdc1 /srv/recordings/old ext4 nofail 0 2
      /dev/sdd1 /srv/the\\040other ext4 nofail 0 2
      """
    let root = "/dev/sda1 / ext4 rw 0 0\nproc /proc proc rw 0 0\n"
    func missing(_ path: String, _ mounted: String = "") throws -> String? {
      try table(expected, root + mounted, in: folder).missingDisk(of: URL(filePath: path))
    }
    #expect(try missing("/srv/recordings") == "/srv/recordings")
    #expect(try missing("/srv/recordings/yard/") == "/srv/recordings")
    #expect(try missing("/srv/recordings/../recordings/yard") == "/srv/recordings")
    #expect(try missing("/srv/the other/yard") == "/srv/the other")
    #expect(
      try missing("/srv/recordings-of-old") == nil && missing("/srv") == nil && missing("/var/lib") == nil)
    let first = "/dev/sdb1 /srv/recordings ext4 rw 0 0\n"
    #expect(try missing("/srv/recordings/yard", first) == nil)
    #expect(try missing("/srv/recordings/old/yard", first) == "/srv/recordings/old")
    #expect(try missing("/srv/the other/yard", "/dev/sdd1 /srv/the\\040other ext4 rw 0 0\n") == nil)
  }

  @Test func `follows links, and knows nothing without tables`() throws {
    let folder = try TemporaryFolder()
    let (disk, link) = (folder.appending("disk"), folder.appending("link"))
    try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: disk)
    let known = try table("/dev/sdb1 \(disk.path) ext4 nofail 0 2\n", "", in: folder)
    #expect(known.missingDisk(of: link.appending(path: "yard"))?.hasSuffix("/disk") == true)
    let nothing = MountTable(expected: "/nowhere/fstab", mounted: "/nowhere/mounts")
    #expect(nothing.missingDisk(of: disk) == nil)
  }
}
