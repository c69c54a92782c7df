import QtQuick
import QtQuick.Templates as T
import "../../qml"
import "../../qml/controls"

// One door: closed, or swung open on its left hinge with the dark inside to be seen.
T.AbstractButton {
    id: door

    required property int number
    required property real cellX
    required property real cellY
    required property real cellWidth
    required property real cellHeight
    required property bool isOpen
    required property bool isHeld
    required property string fault
    required property bool hasParcel
    readonly property var marks: ({
            jam: "jammed",
            tripped_tongue: "tripped",
            cut_wire: "wire cut",
            stuck_switch: "stuck"
        })
    readonly property bool isFaulty: fault !== ""
    readonly property string mark: isFaulty ? marks[fault] : isHeld ? "held open" : ""
    property real swing: isOpen ? 1 : 0

    signal menuWanted

    objectName: "door-" + number
    z: isOpen || activeFocus ? 2 : isFaulty ? 1 : 0
    focusPolicy: Qt.TabFocus
    text: number
    Accessible.role: Accessible.Button
    Accessible.name: [number, isOpen ? "open" : "closed", mark].filter(word => word !== "").join(", ")
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onMenuPressed: menuWanted()

    Behavior on swing {
        NumberAnimation {
            duration: Look.quick
            easing.type: Easing.OutCubic
        }
    }
    HoverHandler {
        cursorShape: Qt.PointingHandCursor
    }
    TapHandler {
        acceptedButtons: Qt.RightButton
        onTapped: door.menuWanted()
    }

    background: Item {
        Rectangle {
            anchors {
                fill: parent
                margins: 1.5
            }
            radius: 2
            color: door.swing > 0 ? Theme.glass : door.hovered || door.down ? Theme.card : Theme.steel
            border.color: door.isOpen ? Theme.ink : Theme.alarm
            border.width: door.isOpen ? 1.5 : door.isFaulty ? 2 : 0
        }

        Leaf {
            id: leaf

            x: 1.5
            y: 1.5
            full: door.width - 3
            tall: door.height - 3
            swing: door.swing
        }
        Ring {
            of: door
        }
    }

    contentItem: Item {
        Words {
            id: digits

            x: door.isOpen ? (leaf.edge - width) / 2 + 1 : (parent.width - width) / 2
            anchors.verticalCenter: parent.verticalCenter
            anchors.verticalCenterOffset: door.isOpen ? leaf.out / 2 : label.visible ? -label.height / 2 : 0
            text: door.text
            color: door.isOpen ? Theme.inkOnHatch : Theme.softOnSteel
            font.pixelSize: Math.min(17, door.height * 0.5)
            font.weight: door.isOpen ? 700 : 600
            font.features: {
                "tnum": 1
            }
            lineHeight: 1
            Accessible.ignored: true
        }

        Icon {
            id: parcel

            x: (leaf.edge + parent.width - width) / 2
            anchors.verticalCenter: parent.verticalCenter
            anchors.verticalCenterOffset: label.visible && door.isOpen ? -label.height / 2 : 0
            name: door.isOpen && door.hasParcel ? "parcel" : ""
            color: Theme.hatch
            size: Math.min(44, door.height * (label.visible ? 0.5 : 0.66))
            stroke: 1.8
        }

        Row {
            id: label

            visible: door.mark !== ""
            spacing: 3
            x: ((door.isOpen ? leaf.edge : 0) + parent.width - width) / 2
            y: door.isOpen ? parent.height - height - 3 : digits.y + digits.height

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: "alert"
                size: 12
                color: words.color
            }
            Words {
                id: words

                text: door.mark
                color: door.isOpen ? Theme.inkOnGlass : door.isFaulty ? Theme.alarm : Theme.ink
                font.pixelSize: Look.small
                font.weight: 600
                lineHeight: 1
                Accessible.ignored: true
            }
        }
    }
}
