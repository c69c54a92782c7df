pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

// Somebody may be inside. One question, one large answer, the number to call.
Page {
    id: screen

    required property RescueViewModel vm
    readonly property bool mayOpen: vm.actions.includes("rescue_door")

    // To be touched, the wall needs room; to be looked at, less will do.
    pictureShare: !Theme.compact ? 0.5 : vm.choosing && mayOpen ? 0.55 : 0.46
    pictureRatio: (vm.wall as WallViewModel).ratio

    Headline {
        Layout.fillWidth: true
        text: screen.vm.headline
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.hint
    }
    Waiting {
        Layout.fillWidth: true
        visible: screen.vm.opening
    }

    picture: Wall {
        anchors.fill: parent
        wall: screen.vm.wall as WallViewModel
        selectable: screen.vm.choosing && screen.mayOpen
        markedOnly: true
        onSelected: number => screen.vm.actOn("rescue_door", number)
    }

    below: [
        Label {
            Layout.fillWidth: true
            text: Theme.landscape ? "" : screen.vm.occupied
            font.pixelSize: Theme.small
            color: Theme.soft
        },
        RescueCall {
            Layout.fillWidth: true
            vm: screen.vm
        }
    ]

    actions: [
        Button {
            objectName: "action-rescue_door"
            Layout.fillWidth: true
            Layout.columnSpan: screen.wholeRow
            visible: screen.mayOpen && screen.vm.opens
            filled: true
            tall: Theme.button * (Theme.landscape ? 1 : 1.3)
            textSize: Theme.landscape ? Theme.label : Theme.title
            symbol: "open"
            text: screen.vm.openLabel
            onClicked: screen.vm.actOn("rescue_door", screen.vm.asked)
        },
        Repeater {
            id: doorButtons

            model: screen.mayOpen ? screen.vm.doors : null

            Button {
                required property int number
                required property string label

                objectName: "rescue-" + number
                Layout.fillWidth: true
                filled: true
                symbol: "open"
                text: label
                onClicked: screen.vm.actOn("rescue_door", number)
            }
        },
        Button {
            objectName: "action-rescue_clear"
            Layout.fillWidth: true
            Layout.columnSpan: screen.wholeRow
            visible: screen.vm.actions.includes("rescue_clear")
            filled: screen.vm.open
            symbol: "check"
            text: screen.vm.clearLabel
            onClicked: screen.vm.actOn("rescue_clear", screen.vm.asked)
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "rescue"
            sensible: !screen.vm.choosing
            symbol: "trapped"
            text: screen.vm.anotherLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            // The last of an odd number has a row of its own.
            Layout.columnSpan: doorButtons.count > 0 && doorButtons.count % 2 === 0 ? screen.wholeRow : 1
            intent: "back"
            symbol: "back"
            text: screen.vm.backLabel
        }
    ]
}
