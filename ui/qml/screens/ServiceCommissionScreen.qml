pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

// One thing to do, said large, over the wall to touch. Landscape: wall left, words and answers right.
Item {
    id: screen

    required property ServiceCommissionViewModel vm
    readonly property real inner: width - 2 * Theme.margin
    readonly property WallViewModel map: vm.wall as WallViewModel
    readonly property real aside: Theme.landscape ? wall.width + Theme.margin : 0

    ServiceBar {
        id: bar

        x: Theme.margin
        y: Theme.gap
        width: screen.inner
        vm: screen.vm
        title: screen.vm.technician
        otherAction: "doors_page"
        otherSymbol: "door"
        otherLabel: screen.vm.doorsLabel
    }

    ColumnLayout {
        id: words

        x: Theme.margin + screen.aside
        y: bar.y + bar.height + (Theme.landscape ? Theme.gap : Theme.block)
        width: screen.inner - screen.aside
        spacing: Theme.gap / 2

        Headline {
            Layout.fillWidth: true
            text: screen.vm.headline
            size: Theme.landscape ? Theme.title : Math.round(Theme.headline * 0.8)
        }
        Label {
            Layout.fillWidth: true
            text: screen.vm.hint
            font.pixelSize: Theme.fine * 1.15
            font.weight: 600
            color: Theme.soft
        }
        Label {
            Layout.fillWidth: true
            text: screen.vm.progress
            font.pixelSize: Theme.fine
            font.features: {
                "tnum": 1
            }
            color: Theme.soft
        }
    }

    Wall {
        id: wall

        readonly property real room: (Theme.landscape ? screen.height - Theme.block : answers.y - list.least - Theme.block) - y

        x: Theme.margin
        y: Theme.landscape ? bar.y + bar.height + Theme.gap : words.y + words.implicitHeight + Theme.gap
        width: Math.min(screen.inner * (Theme.landscape ? 0.52 : 1), room * screen.map.ratio)
        height: width / screen.map.ratio
        wall: screen.map
        selectable: screen.vm.whichOpened
        onSelected: number => screen.vm.actOn("select_door", number)
    }

    FindingList {
        id: list

        readonly property real least: screen.vm.found ? Theme.dense * 2.2 : 0

        x: words.x
        y: Theme.block / 2 + (Theme.landscape ? words.y + words.implicitHeight : wall.y + wall.height)
        width: words.width
        height: answers.y - Theme.gap - y
        findings: screen.vm.findings
    }

    WalkAnswers {
        id: answers

        x: words.x
        y: screen.height - implicitHeight - Theme.gap
        width: words.width
        vm: screen.vm
    }
}
